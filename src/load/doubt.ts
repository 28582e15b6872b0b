/**
 * An answer that takes away much needs a second witness: one empty page for an hour that had 411 bets
 * withdrew them all, and one for an hour of refused records emptied its quarantine (docs/decisions/0014).
 */
import { count, type Database } from './database.ts';
import type { Placeholders } from './merge-statements.ts';
import { sql } from './sql.ts';

/**
 * A read that would take away more than one in so many, of rows and refused records together, is doubted; hence
 * any read that empties a window.
 */
const ONE_IN = 50;

/** Of rows, or of refused records: what a read takes away, and what its window has, with what is taken away. */
export interface Share {
  readonly gone: number;
  readonly stored: number;
}

/** What a read takes out of the quarantine of its window. */
export interface LeavingRefusals extends Share {
  /** Which: the same of every read that takes away the same. */
  readonly fingerprint: string;
}

export const NONE_LEAVING: LeavingRefusals = { gone: 0, stored: 0, fingerprint: '' };

/** Thrown out of a commit, which is rolled back: the read would take away too much to be believed alone. */
export class DoubtedRead extends Error {
  /** Rows it would withdraw, and rows that the window has. */
  readonly withdrawn: number;
  readonly stored: number;
  /** Refused records that it would take out of quarantine, and that the window has there. */
  readonly refusals: Share;
  /** Which rows and refused records: a second read confirms the first if it would take away the same. */
  readonly fingerprint: string;

  constructor(rows: Share, refusals: Share, fingerprint: string) {
    super(`the read would ${sayTaken(rows, refusals)}`);
    this.name = 'DoubtedRead';
    this.withdrawn = rows.gone;
    this.stored = rows.stored;
    this.refusals = refusals;
    this.fingerprint = fingerprint;
  }
}

function sayTaken(rows: Share, refusals: Share): string {
  const said = [
    rows.gone > 0 ? `withdraw ${rows.gone} of ${rows.stored} rows` : '',
    refusals.gone > 0
      ? `take ${refusals.gone} of ${refusals.stored} refused records out of quarantine`
      : '',
  ];
  return said.filter((part) => part !== '').join(' and ');
}

export interface Taking {
  readonly rows: Share;
  readonly refusals: LeavingRefusals;
  /** Of a read before, whose taking away this one may confirm. */
  readonly confirmed: string | undefined;
}

/** Throws DoubtedRead unless little is taken away, or the same as in the read before. */
export async function refuseDoubtful(
  db: Database,
  fill: Placeholders,
  { rows, refusals, confirmed }: Taking,
): Promise<void> {
  if ((rows.gone + refusals.gone) * ONE_IN <= rows.stored + refusals.stored) return;
  const fingerprint = `rows ${await fingerprintOf(db, fill, rows)}, refusals ${refusals.fingerprint}`;
  if (fingerprint !== confirmed) throw new DoubtedRead(rows, refusals, fingerprint);
}

async function fingerprintOf(db: Database, fill: Placeholders, { gone }: Share): Promise<string> {
  // a read that may withdraw no row lacks some all the same
  if (gone === 0) return 'none';
  const row = await db.one(sql('queries/fingerprint-withdrawn', fill));
  return `${count(row.rows)} ${String(row.keys)}`;
}
