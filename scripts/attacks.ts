/** The table of docs/security.md: what was tried by SQL, and what became of it. */
import { attackGroups } from '../test/read/attacks/list.ts';

export const attacksPage = new URL('../docs/security.md', import.meta.url);

/** Longer statements are cut: nobody reads a hundred thousand brackets. */
const SHOWN = 90;

export function attacksTable(): string {
  const sections = attackGroups.map(({ title, attacks }) => {
    const rows = attacks.map(
      ({ what, sql, outcome }) => `| ${what} | ${code(sql)} | ${[outcome].flat().join(' or ')} |`,
    );
    return [`**${title}**`, '', '| attack | statement | |', '|---|---|---|', ...rows].join('\n');
  });
  return sections.join('\n\n');
}

function code(sql: string): string {
  const shown = sql.length > SHOWN ? `${sql.slice(0, SHOWN)}…` : sql;
  // control characters, and those that nobody sees, by their number
  const visible = shown.replaceAll(
    /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\u00a0]/gu,
    (char) => `\\u${(char.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`,
  );
  return visible === '' ? '(empty)' : `\`\` ${visible.replaceAll('|', '\\|')} \`\``;
}
