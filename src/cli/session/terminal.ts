/** What people and scripts see: data on stdout, everything else on stderr, colour only where a person looks. */
import { GgrError } from '../../contract/errors.ts';
import { withoutSecrets } from '../../contract/secrets.ts';
import type { Terminal } from '../../serve/session.ts';
import type { Table } from '../../serve/table.ts';
import { renderTable } from '../screen/table.ts';

/** Data that is a table, as wide as where it goes. */
export function show(terminal: Terminal, table: Table): void {
  if (terminal.table) {
    terminal.table(table);
    return;
  }
  const { text, left } = renderTable(table);
  terminal.out(text);
  for (const line of left) terminal.note(line);
}

/** The table of what a command did; none to whoever asked for quiet and has nothing to do. */
export function showReport(terminal: Terminal, table: Table, isWell: boolean): void {
  if (!(isWell && terminal.isQuiet)) show(terminal, table);
}

/** What is as it should be: see Terminal.tell. */
export function tell({ tell: say, note }: Terminal, text: string): void {
  if (say) say(text);
  else note(text);
}

/** A line about what a command did, which is a problem only where not all is well. */
export function sayReport(terminal: Terminal, line: string, isWell: boolean): void {
  if (isWell) tell(terminal, line);
  else terminal.note(line);
}

/** One JSON document. */
export function toDocument(value: unknown): string {
  return JSON.stringify(value, null, 2);
}

const CANDIDATE = /^\t.*\) -> /;
const MOST_CANDIDATES = 3;

/** An error as people read it: what, where and the next step; the stack only for bugs. */
export function describeError(error: unknown): string {
  if (error instanceof GgrError) {
    const message = withFewCandidates(error.message);
    return error.hint ? `ggr: ${message}\n     ${error.hint}` : `ggr: ${message}`;
  }
  const message = withoutSecrets(error instanceof Error ? (error.stack ?? '') : String(error));
  return `ggr: unexpected: ${message}\n     this is a bug; what was committed is kept`;
}

/** DuckDB lists every function of a name that it knows, twenty of them for a plus: what was asked scrolls away. */
function withFewCandidates(message: string): string {
  const lines = message.split('\n');
  const candidates = lines.filter((line) => CANDIDATE.test(line));
  const dropped = new Set(candidates.slice(MOST_CANDIDATES));
  if (dropped.size === 0) return message;
  const last = candidates[MOST_CANDIDATES - 1];
  return lines
    .filter((line) => !dropped.has(line))
    .map((line) => (line === last ? `${line}\n\t… and ${dropped.size} more` : line))
    .join('\n');
}

/** The same as the one document of --json. */
export function errorDocument(error: unknown): { error: Record<string, string | undefined> } {
  if (error instanceof GgrError) {
    return { error: { code: error.code, message: error.message, hint: error.hint } };
  }
  const message = withoutSecrets(error instanceof Error ? error.message : String(error));
  return { error: { code: 'unexpected', message } };
}
