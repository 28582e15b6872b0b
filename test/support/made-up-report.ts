/** A report of no vendor, whose windows a test commits by hand: what merging guards hangs on no vendor's fields. */
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { z } from 'zod';
import { catalogue } from '../../src/catalogue.ts';
import type { Net } from '../../src/contract/net.ts';
import { type AnyStream, defineStream } from '../../src/contract/stream.ts';
import type { Account, Vendor } from '../../src/contract/vendor.ts';
import type { EpochMs, Window } from '../../src/contract/window.ts';
import { createTables } from '../../src/load/fact-tables.ts';
import type { KeyIndexSizes } from '../../src/load/key-index.ts';
import { commitWindow } from '../../src/load/merge.ts';
import { Stage } from '../../src/load/stage.ts';
import { Warehouse } from '../../src/load/warehouse.ts';
import { listWindows } from '../../src/load/windows.ts';
import { amountFromDecimal } from '../../src/transform/money.ts';
import { normalise } from '../../src/transform/normalise.ts';
import { makeEmptyStore, ONE_THREAD } from './empty-store.ts';
import { temporaryFolder } from './ggr.ts';

export const RUN = '00000000-0000-0000-0000-000000000001';
const ACCOUNT = { name: 'a', vendor: 'made_up', currency: 'EUR', settings: {} };
export const madeUpAccount = ACCOUNT as unknown as Account;

/** An instant of 2025-03-01, UTC, such as '10:30'. */
export const at = (time: string): EpochMs => Date.parse(`2025-03-01T${time}Z`);
export const between = (from: string, to: string): Window => ({ start: at(from), end: at(to) });

/** Bets by the hour: a complete read of a window is all there is of it. */
export const madeUpBets: AnyStream = defineStream({
  name: 'made_up.bets',
  vendor: { name: 'made_up' } as Vendor,
  table: 'made_up.bets',
  columns: { id: 'VARCHAR', bet_at: 'TIMESTAMP', amount: 'DECIMAL(18,4)' },
  key: ['id'],
  eventTime: 'bet_at',
  mode: 'replace',
  windows: { unitMs: 3_600_000, pageSize: 100 },
  record: z.object({ id: z.string(), bet_at: z.string(), amount: z.string() }),
  toRow: ({ id, bet_at, amount }) => ({
    id,
    bet_at: BigInt(at(bet_at)) * 1000n,
    amount: amountFromDecimal(amount, 'amount'),
  }),
  read: () => {
    throw new Error('no vendor stands behind it');
  },
});

/** What loads it is given by, told of by nobody and ended by nobody. */
export const loading = (warehouse: Warehouse, net: Net) => ({
  warehouse,
  net,
  runId: RUN,
  signal: new AbortController().signal,
  watch: {
    loaded: () => {},
    failed: () => {},
    unknownField: () => {},
    noted: () => {},
    stop: () => {},
  },
});

export const bet = (id: string, time: string, amount = '1') => ({ id, bet_at: time, amount });

interface Read {
  readonly window: Window;
  readonly records: readonly unknown[];
  /** A day later by default, when the window is long over. */
  readonly fetchedAt?: EpochMs;
  readonly truncated?: string | null;
  /** The fingerprint of a read that was doubted. */
  readonly confirmed?: string;
}

/** Opens a store with the report's table, or the one that stands there already; it goes when the test ends. */
export async function openMadeUpReport({
  path = makeEmptyStore(join(temporaryFolder(), 'ggr.duckdb')),
  keyIndex,
  stream = madeUpBets,
}: {
  readonly path?: string;
  readonly keyIndex?: Partial<KeyIndexSizes>;
  /** The report with another word on its windows. */
  readonly stream?: AnyStream;
} = {}) {
  const day = 86_400_000;
  const now = () => at('00:00') + day;
  const warehouse = await Warehouse.open({
    catalogue,
    path,
    command: 'test',
    now,
    threads: ONE_THREAD,
    ...(keyIndex ? { keyIndex } : {}),
  });
  onTestFinished(() => warehouse.close());
  const { db } = warehouse;
  await createTables(db, [madeUpBets]);
  const key = { account: ACCOUNT.name, stream: madeUpBets.name };
  return {
    warehouse,
    /** Commits what a complete read of a window brought, on one page. */
    commit: ({ window, records, fetchedAt = now(), truncated = null, confirmed }: Read) =>
      warehouse.withConnection(async (connection) => {
        await using stage = new Stage(connection, stream);
        await stage.reset();
        await stage.append(normalise(stream, madeUpAccount, records), 1);
        const staged = { stage, probe: await stage.probe() };
        const { counts } = await commitWindow(warehouse, staged, {
          account: ACCOUNT.name,
          stream,
          owner: window,
          runId: RUN,
          fetchedAt,
          now: now(),
          truncated,
          confirmed,
        });
        return counts;
      }),
    ledger: () => listWindows(db, key),
    key,
    run: (sql: string) => db.run(sql),
    rows: (sql: string) => db.many(sql),
    /** What is stored, as `id time amount @start-of-its-window`. */
    stored: async () => {
      const rows = await db.many(
        `select id || strftime(bet_at, ' %H:%M ') || amount::double::varchar || strftime(window_start, ' @%H:%M') as said
           from made_up.bets order by id, bet_at`,
      );
      return rows.map(({ said }) => said);
    },
    revisions: async () => {
      const rows = await db.many(
        `select record_key || ' ' || reason as said from sync.revisions order by 1`,
      );
      return rows.map(({ said }) => said);
    },
  };
}
