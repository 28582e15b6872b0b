/** Asks one statement and writes its answer, for `query`, `examples` and the shell. */

import { sql } from '../../load/sql.ts';
import { FORGOTTEN_HINT, saysForgotten } from '../../read/forgotten-words.ts';
import { writeCsv, writeJson } from '../../read/formats.ts';
import type { Parameter } from '../../read/parameters.ts';
import type { Answer } from '../../read/reader-answers.ts';
import type { Facts } from '../../read/reader-protocol.ts';
import type { Rows } from '../../read/result.ts';
import type { Sink } from '../../read/sink.ts';
import type { Session, Terminal } from '../../serve/session.ts';
import { renderTable } from '../screen/table.ts';
import { withAnswer } from './reader.ts';
import { collectTable } from './result-table.ts';
import { show } from './terminal.ts';

export const FORMATS = ['table', 'json', 'csv', 'parquet'] as const;
export type Format = (typeof FORMATS)[number];
/** What is text. */
export type TextFormat = Exclude<Format, 'parquet'>;

/** A statement that somebody runs on their own machine may take a day; Ctrl-C ends it before. */
const LONGEST_MS = 24 * 3_600_000;
/** DuckDB's own lists the tables of a schema in which ggr has none. */
const SHOW_TABLES = /^\s*show\s+tables\s*;?\s*$/i;

export interface Statement {
  readonly text: string;
  readonly parameters: readonly Parameter[];
  /** How old the data of a snapshot may be. */
  readonly maxAgeMs: number | undefined;
  readonly as: 'rows' | 'parquet';
}

/** In a process of its own, which can be killed and reaches nothing but the store. */
export function ask(
  session: Session,
  { text, ...statement }: Statement,
  use: (answer: Answer) => Promise<void>,
): Promise<void> {
  // it was somebody's own wish: how long, and how much, is for them to say
  const limits = { milliseconds: LONGEST_MS };
  const asked = SHOW_TABLES.test(text) ? sql('queries/show-tables') : text;
  return withAnswer(session, { ...statement, text: asked, limits }, async (answer) => {
    sayOtherZone(session, answer.facts);
    sayForgotten(session, answer.facts);
    await use(answer);
  });
}

/** Writes rows to where they go: a file, or standard output. */
export async function writeRows(
  { terminal, signal }: Session,
  rows: Rows,
  { format, sink }: { readonly format: TextFormat; readonly sink: Sink | undefined },
): Promise<void> {
  if (format === 'table') return writeTable(rows, sink, terminal);
  const write = format === 'csv' ? writeCsv : writeJson;
  await write(rows, sink ?? standardOutput(terminal, signal));
}

async function writeTable(result: Rows, sink: Sink | undefined, terminal: Terminal): Promise<void> {
  const table = await collectTable(result);
  if (!sink) return show(terminal, table);
  const { text, left } = renderTable(table);
  await sink.write(text);
  for (const line of left) terminal.note(line);
}

function standardOutput(terminal: Terminal, signal: AbortSignal): Sink {
  return {
    write: async (text) => {
      terminal.out(text);
      await terminal.drained?.(signal);
    },
    end: async () => {},
  };
}

function sayForgotten({ terminal }: Session, { forgotten }: Facts): void {
  if (forgotten === undefined) return;
  terminal.note(`${saysForgotten(forgotten)}; ${FORGOTTEN_HINT}`);
}

/** The store keeps how days are cut; a reader cannot change that, so a difference is said. */
function sayOtherZone({ config, terminal }: Session, facts: Facts): void {
  const { reportTimezone: zone, dayStart: start } = facts;
  if (zone === undefined) return;
  if (zone === config.reportTimezone && start === `${config.dayStart}:00`) return;
  terminal.note(
    `gaming days are still cut at ${start} ${zone}; the next sync takes up ${config.dayStart} ${config.reportTimezone}`,
  );
}
