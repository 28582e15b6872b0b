/** The panels' SQL: sql/page/<noun>.sql, asked with parameters, and shown with their values in it. */
import { quote, sql } from '../../load/sql.ts';

export interface Statement {
  readonly text: string;
  readonly parameters: Readonly<Record<string, string>>;
}

/** `name` is a file of sql/page. */
export function statement(name: string, parameters: Statement['parameters'] = {}): Statement {
  return { text: sql(`page/${name}`, { state: windowState() }), parameters };
}

/** Without its first line, which is for whoever reads the file. */
function windowState(): string {
  return sql('page/parts/window-state')
    .replace(/^--.*\n/, '')
    .trim();
}

/** As it can be typed anywhere: with the values in the place of the parameters. */
export function shown({ text, parameters }: Statement): string {
  return text
    .replaceAll(/\$(\w+)/g, (whole, name: string) => {
      const value = parameters[name];
      return value === undefined ? whole : quote(value);
    })
    .trim();
}
