/** The table of docs/security.md: what was tried by SQL and by the wire, and what became of it. */
import { outcomeByWire } from '../test/read/attacks/attack.ts';
import { dialectAttacks } from '../test/read/attacks/list/dialect.ts';
import { attackGroups } from '../test/read/attacks/list.ts';

export const attacksPage = new URL('../docs/security.md', import.meta.url);

/** Longer statements are cut: nobody reads a hundred thousand brackets. */
const SHOWN = 90;

export function attacksTable(): string {
  const sections = attackGroups.map(({ title, attacks }) => {
    const rows = attacks.map((attack) => {
      const { what, sql, outcome } = attack;
      return `| ${what} | ${code(sql)} | ${words([outcome].flat())} | ${words(outcomeByWire(attack))} |`;
    });
    const head = ['| attack | statement | by SQL | by the wire |', '|---|---|---|---|'];
    return [`**${title}**`, '', ...head, ...rows].join('\n');
  });
  const own = dialectAttacks.map(
    (attack) => `| ${attack.what} | ${code(attack.sql)} | ${words(outcomeByWire(attack))} |`,
  );
  const head = ['| attack | statement | by the wire |', '|---|---|---|'];
  return [...sections, ["**In Postgres' dialect**", '', ...head, ...own].join('\n')].join('\n\n');
}

const words = (outcomes: readonly string[]) => outcomes.join(' or ');

function code(sql: string): string {
  const shown = sql.length > SHOWN ? `${sql.slice(0, SHOWN)}…` : sql;
  // control characters, and those that nobody sees, by their number
  const visible = shown.replaceAll(
    /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\u00a0]/gu,
    (char) => `\\u${(char.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`,
  );
  return visible === '' ? '(empty)' : `\`\` ${visible.replaceAll('|', '\\|')} \`\``;
}
