/**
 * A vendor without totals that has a second list of its bets, by time: what it says of an interval, bet by bet and round
 * by round, against what the walk of the report has brought.
 */
import type { CursorStream } from '../contract/stream.ts';
import type { Account, Finding } from '../contract/vendor.ts';
import type { EpochMs, Window } from '../contract/window.ts';
import { enterCheck } from '../load/checks.ts';
import type { Database } from '../load/database.ts';
import { sql } from '../load/sql.ts';
import type { Warehouse } from '../load/warehouse.ts';
import { amountFromDecimal } from '../transform/money.ts';
import { counted } from '../transform/text.ts';
import { sqlTimestamp } from '../transform/time.ts';

export interface ListedAgain {
  readonly account: Account;
  readonly stream: CursorStream;
  readonly window: Window;
  /** Bets of the store, and of the vendor's other list. */
  readonly ours: number;
  readonly theirs: number;
  readonly missing: number;
  readonly unknown: number;
  readonly changed: number;
  /** Rounds that a differing bet belongs to. */
  readonly rounds: number;
}

/** What both lists say of a bet. */
interface Listed {
  readonly round: string;
  readonly stake: string;
  readonly payout: string;
  readonly ggr: string;
}

interface Part {
  readonly account: Account;
  readonly stream: CursorStream;
  readonly window: Window;
}

/** Compares an interval with the vendor's list of it, and keeps the comparison. */
export async function compareList(
  warehouse: Warehouse,
  part: Part,
  { findings, now }: { readonly findings: readonly Finding[]; readonly now: EpochMs },
): Promise<ListedAgain> {
  const ours = await listHeld(warehouse.db, part);
  const theirs = new Map(findings.map((bet) => [String(bet.bet_id), listedOf(bet)]));
  const missing = [...theirs.keys()].filter((id) => !ours.has(id));
  const unknown = [...ours.keys()].filter((id) => !theirs.has(id));
  const changed = [...theirs].filter(([id, bet]) => isOther(ours.get(id), bet)).map(([id]) => id);
  const differing = [...missing, ...unknown, ...changed];
  const rounds = new Set(differing.flatMap((id) => [theirs.get(id), ours.get(id)]).map(roundOf));
  rounds.delete('');
  const listed: ListedAgain = {
    ...part,
    ours: ours.size,
    theirs: theirs.size,
    missing: missing.length,
    unknown: unknown.length,
    changed: changed.length,
    rounds: rounds.size,
  };
  await enterCheck(
    warehouse,
    {
      account: part.account.name,
      stream: part.stream.name,
      window: part.window,
      witness: 'second read',
      verdict: differing.length > 0 ? 'differs' : 'equal',
      ours: totalOf(ours.values()),
      theirs: totalOf(theirs.values()),
      reason: differing.length > 0 ? describe(listed) : null,
      run: null,
      now,
    },
    undefined,
  );
  return listed;
}

/** What differs, for people. */
export function describe({ missing, unknown, changed, rounds }: ListedAgain): string {
  const parts = [
    missing > 0 ? `${counted(missing, 'bet')} missing here` : '',
    unknown > 0 ? `${counted(unknown, 'bet')} that it does not list` : '',
    changed > 0 ? `${counted(changed, 'bet')} with other amounts or rounds` : '',
  ].filter((text) => text !== '');
  return `the vendor's other list has ${parts.join(', ')}, of ${counted(rounds, 'round')}`;
}

async function listHeld(
  db: Database,
  { account, stream, window }: Part,
): Promise<Map<string, Listed>> {
  const rows = await db.many(sql('queries/list-bets-between'), {
    source: stream.vendor.name,
    account: account.name,
    start: sqlTimestamp(window.start),
    end: sqlTimestamp(window.end),
  });
  return new Map(rows.map((row) => [String(row.bet_id), listedOf(row)]));
}

function listedOf(bet: Readonly<Record<string, unknown>>): Listed {
  const { round_id, stake, payout, ggr } = bet;
  return {
    round: round_id === null ? '' : String(round_id),
    stake: String(stake),
    payout: String(payout),
    ggr: String(ggr),
  };
}

function isOther(held: Listed | undefined, bet: Listed): boolean {
  if (!held) return false;
  return (['round', 'stake', 'payout', 'ggr'] as const).some((name) => held[name] !== bet[name]);
}

function roundOf(bet: Listed | undefined): string {
  return bet?.round ?? '';
}

function totalOf(bets: Iterable<Listed>) {
  let [count, stake, ggr] = [0n, 0n, 0n];
  for (const bet of bets) {
    count += 1n;
    stake += amountFromDecimal(bet.stake, 'stake');
    ggr += amountFromDecimal(bet.ggr, 'ggr');
  }
  return { count, stake, ggr };
}
