/** `ggr examples`: the queries of sql/examples, shipped with every ggr: which there are, one of them, its answer. */
import { readdirSync, readFileSync } from 'node:fs';
import { EXIT, type ExitCode, UsageError } from '../../contract/errors.ts';
import type { Session } from '../../serve/session.ts';
import { columnsOf } from '../../serve/table.ts';
import { type AddCommand, JSON_OPTION } from '../session/command-line.ts';
import { packaged, typed } from '../session/installed.ts';
import { type Declared, declaredIn } from '../session/parameters.ts';
import { show, tell, toDocument } from '../session/terminal.ts';
import { ANSWER_OPTIONS, type QueryOptions, query } from './query.ts';

interface Example {
  readonly name: string;
  /** Its first line: the question that it answers. */
  readonly asks: string;
  readonly parameters: readonly Declared[];
  readonly text: string;
}

interface Json {
  readonly json: boolean;
}

export const addExamples: AddCommand = (ggr, { runHere }) => {
  const examples = ggr
    .command('examples')
    .description('queries that come with ggr, to read and to run');
  examples
    .command('list', { isDefault: true })
    .description('which there are, and what each answers')
    .option(...JSON_OPTION)
    .action((options) => runHere((session) => list(session, options)));
  examples
    .command('show')
    .description('the SQL of one')
    .argument('<name>', 'as the list has it')
    .option(...JSON_OPTION)
    .action((name, options) => runHere((session) => showOne(session, name, options)));
  examples
    .command('run')
    .description('the answer of one; takes what query takes')
    .argument('<name>', 'as the list has it')
    .option(...ANSWER_OPTIONS.param)
    .option(...ANSWER_OPTIONS.format)
    .option(...ANSWER_OPTIONS.json)
    .option(...ANSWER_OPTIONS.out)
    .option(...ANSWER_OPTIONS.maxAge)
    .action((name: string, options: QueryOptions) =>
      runHere((session) => query(session, find(name).text, options), 'store'),
    );
};

function list({ terminal }: Session, { json }: Json): ExitCode {
  const examples = all();
  if (json) {
    const told = examples.map(({ text: _, ...example }) => example);
    terminal.out(toDocument({ examples: told }));
    return EXIT.done;
  }
  const rows = examples.map(({ name, asks, parameters }) => [
    name,
    [asks, ...parameters.map(sayParameter)].join(' '),
  ]);
  show(terminal, {
    columns: columnsOf(['name', 'answers'], { answers: 'wrapped' }),
    rows,
    isShort: true,
  });
  tell(terminal, `\`${typed('examples run top-games')}\` answers one, \`examples show\` prints it`);
  return EXIT.done;
}

function sayParameter({ name, value }: Declared): string {
  return `(--param ${name}=…; ${value} without it)`;
}

function showOne({ terminal }: Session, name: string, { json }: Json): ExitCode {
  const example = find(name);
  terminal.out(json ? toDocument(example) : example.text.trimEnd());
  return EXIT.done;
}

function all(): Example[] {
  const files = readdirSync(packaged('sql', 'examples')).filter((file) => file.endsWith('.sql'));
  return files.sort().map((file) => {
    const text = readFileSync(packaged('sql', 'examples', file), 'utf8');
    const [first = ''] = text.split('\n', 1);
    const asks = first.replace(/^-- /, '');
    return { name: file.replace(/\.sql$/, ''), asks, parameters: declaredIn(text), text };
  });
}

/** Throws UsageError where there is none of that name. */
function find(name: string): Example {
  const examples = all();
  const found = examples.find((each) => each.name === name.replace(/\.sql$/, ''));
  if (found) return found;
  const names = examples.map((each) => each.name).join(', ');
  throw new UsageError(`there is no example ${name}`, { hint: `there are ${names}` });
}
