/**
 * An answer that takes away much needs a second witness: one empty page for an hour that had 411 bets
 * withdrew them all (docs/decisions/0014).
 */
import { count, type Database } from './database.ts';
import type { Placeholders } from './merge-statements.ts';
import { sql } from './sql.ts';

/** A read that would withdraw more than one row in so many is doubted; hence any read that empties a window. */
const ONE_IN = 50;

/** Thrown out of a commit, which is rolled back: the read would withdraw too much to be believed alone. */
export class DoubtedRead extends Error {
  /** Rows it would withdraw, and rows that the window has. */
  readonly withdrawn: number;
  readonly stored: number;
  /** Which rows: a second read confirms the first if it would withdraw the same. */
  readonly fingerprint: string;

  constructor(withdrawn: number, stored: number, fingerprint: string) {
    super(`the read would withdraw ${withdrawn} of ${stored} rows`);
    this.name = 'DoubtedRead';
    this.withdrawn = withdrawn;
    this.stored = stored;
    this.fingerprint = fingerprint;
  }
}

export interface Withdrawal {
  readonly withdrawn: number;
  /** Rows that the window has, withdrawn ones included. */
  readonly stored: number;
  /** Of a read before, whose withdrawal this one may confirm. */
  readonly confirmed: string | undefined;
}

/** Throws DoubtedRead unless little is withdrawn, or the same as in the read before. */
export async function refuseDoubtful(
  db: Database,
  fill: Placeholders,
  { withdrawn, stored, confirmed }: Withdrawal,
): Promise<void> {
  if (withdrawn * ONE_IN <= stored) return;
  const row = await db.one(sql('queries/fingerprint-withdrawn', fill));
  const fingerprint = `${count(row.rows)} ${String(row.keys)}`;
  if (fingerprint !== confirmed) throw new DoubtedRead(withdrawn, stored, fingerprint);
}
