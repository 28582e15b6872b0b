/** Proves what the warehouse holds of the wallet: its three chains, its credits, and its sums against the journal's. */
import { count, type Database } from '../load/database.ts';
import { sql } from '../load/sql.ts';
import type { ChainPoint } from './entries.ts';
import type { IntegrityFault } from './integrity-fault.ts';

/** `here` are the sums of the journal up to `end` (follow.ts). In stretches: memory does not grow with the ledger. */
export async function proveLedger(
  db: Database,
  here: readonly string[],
  end: ChainPoint,
): Promise<IntegrityFault[]> {
  return [
    ...(await proveEntries(db)),
    ...(await proveOthers(db)),
    ...(await compareSums(db, here, end)),
  ];
}

async function proveEntries(db: Database): Promise<IntegrityFault[]> {
  const faults: IntegrityFault[] = [];
  for (let from = 0n; ; ) {
    const [next] = await db.many(sql('queries/end-of-stretch'), { from: String(from) });
    const to = next?.seq;
    if (typeof to !== 'bigint') break;
    const stretch = { from: String(from), to: String(to) };
    for (const row of await db.many(sql('queries/prove-stretch'), stretch)) {
      faults.push(broken(`entry ${row.seq} of wallet.ledger`, row));
    }
    from = to;
  }
  for (const { seq } of await db.many(sql('queries/prove-credits'))) {
    const message = `entry ${seq} of wallet.ledger has a balance that is not the sum of the entries before it`;
    faults.push({ code: 'balance-differs', message });
  }
  return faults;
}

async function proveOthers(db: Database): Promise<IntegrityFault[]> {
  const closures = await db.many(sql('queries/prove-closures'));
  const acts = await db.many(sql('queries/prove-acts'));
  return [
    ...closures.map((row) => broken(`closure ${row.closure} in wallet.closed_rounds`, row)),
    ...acts.map((row) => broken(`act ${row.act} in wallet.acts`, row)),
  ];
}

async function compareSums(
  db: Database,
  here: readonly string[],
  end: ChainPoint,
): Promise<IntegrityFault[]> {
  const there = (await db.many(sql('queries/sum-ledger'), { seq: String(end.seq) })).map((row) =>
    [row.currency, count(row.entries), row.amount].join(' '),
  );
  return here
    .filter((line) => !there.includes(line))
    .map((line) => {
      const [currency, ...sums] = line.split(' ');
      return {
        code: 'balance-differs',
        message: `journal and wallet.ledger differ in ${currency}: the journal has ${sums.join(' entries that sum to ')} cents up to entry ${end.seq}`,
      };
    });
}

function broken(name: string, row: Record<string, unknown>): IntegrityFault {
  return { code: 'chain-broken', message: `${name} ${describe(row)}` };
}

function describe(row: Record<string, unknown>): string {
  if (row.follows_a_gap) return 'does not follow the one before it: there is a gap or a double';
  if (row.is_ahead) return 'was made after entries that wallet.ledger does not hold';
  return 'does not have the hash of what it says: it was changed';
}
