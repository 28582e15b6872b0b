/** Versions of bets in any order, with repeats and overlaps, always end in the same table. */
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { catalogue, streams } from '../../src/catalogue.ts';
import type { AnyStream } from '../../src/contract/stream.ts';
import type { Account } from '../../src/contract/vendor.ts';
import type { Window } from '../../src/contract/window.ts';
import { commitWindow } from '../../src/load/merge.ts';
import { Stage } from '../../src/load/stage.ts';
import { Warehouse } from '../../src/load/warehouse.ts';
import { normalise } from '../../src/transform/normalise.ts';
import { makeEmptyStore } from '../support/empty-store.ts';
import { temporaryFolder } from '../support/ggr.ts';
import fc from '../support/properties.ts';

const named = (name: string) => {
  const stream = streams.find((s) => s.name === name);
  if (!stream) throw new Error(`no stream ${name}`);
  return stream;
};
/** Both feed one table. A complete read by bet time withdraws what it lacks, one by update time never. */
const byBetTime = named('wm.bets');
const byUpdateTime = named('wm.resettlements');
const DAY = Date.parse('2025-03-01T16:00:00Z');
const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
const RUN = '00000000-0000-0000-0000-000000000000';
const two = (n: number) => String(n).padStart(2, '0');

/** Version v of bet b, as the vendor writes it; what it holds follows from b and v alone. */
const record = (b: number, v: number) => ({
  user: 'u',
  betId: `b${b}`,
  betTime: `2025-03-02 0${b}:00:00`,
  bet: '20.0000',
  validbet: '20.0000',
  water: '0.0000',
  winLoss: `${v}.0000`,
  gid: '101',
  settime: `2025-03-${two(3 + v)} 00:00:00`,
});

const delivery = fc.record({
  isByBetTime: fc.boolean(),
  versions: fc.array(fc.tuple(fc.nat(3), fc.nat(4)), { minLength: 1, maxLength: 6 }),
});
const deliveries = fc.array(delivery, { minLength: 1, maxLength: 7 });

test('whatever the order, the newest version stands in the table and every other one in sync.revisions', async () => {
  const path = makeEmptyStore(join(temporaryFolder(), 'ggr.duckdb'));
  const warehouse = await Warehouse.open({ catalogue, path, command: 'test', now: () => DAY });
  onTestFinished(() => warehouse.close());
  let runs = 0;
  await fc.assert(
    fc.asyncProperty(deliveries, async (sequence) => {
      runs += 1;
      const name = `wm${runs}`; // accounts do not meet: one store serves all runs
      const account = { name, settings: { timezone: '+08:00' } } as unknown as Account;
      const seen = new Map<number, Set<number>>();
      for (const [i, { isByBetTime, versions: news }] of sequence.entries()) {
        // the report by bet time has every bet of the day, the report by update time only what is new
        const rest = [...seen].filter(([b]) => isByBetTime && !news.some(([n]) => n === b));
        const versions = [...news, ...rest.map(([b, vs]) => [b, Math.max(...vs)] as const)];
        const counts = await deliver(warehouse, {
          account,
          stream: isByBetTime ? byBetTime : byUpdateTime,
          owner: isByBetTime
            ? { start: DAY, end: DAY + DAY_MS }
            : { start: DAY + i * HOUR_MS, end: DAY + (i + 1) * HOUR_MS },
          fetchedAt: DAY + (10 + i) * DAY_MS,
          records: versions.map(([b, v]) => record(b, v)),
        });
        expect(counts.inserted + counts.updated + counts.unchanged).toBe(versions.length);
        expect(counts.withdrawn).toBe(0);
        for (const [b, v] of versions) seen.set(b, (seen.get(b) ?? new Set()).add(v));
      }
      const rows = await warehouse.db.many(
        `select bet_id, win_loss::integer as v from wm.bets where account = '${name}' order by 1`,
      );
      const kept = await warehouse.db.many(
        `select record_key, ("row"->>'win_loss')::decimal(18,4)::integer as v
           from sync.revisions where account = '${name}' order by 1, 2`,
      );
      const expected = [...seen]
        .sort(([a], [b]) => a - b)
        .map(([b, vs]) => [`b${b}`, [...vs].sort((a, b) => a - b)] as const);
      expect(rows).toEqual(expected.map(([bet_id, vs]) => ({ bet_id, v: vs.at(-1) })));
      expect(kept).toEqual(
        expected.flatMap(([record_key, vs]) => vs.slice(0, -1).map((v) => ({ record_key, v }))),
      );
    }),
    { numRuns: 20 },
  );
});

interface Delivery {
  readonly account: Account;
  readonly stream: AnyStream;
  readonly owner: Window;
  readonly fetchedAt: number;
  readonly records: readonly unknown[];
}

/** Commits one read of a window. */
function deliver(warehouse: Warehouse, { account, stream, records, ...read }: Delivery) {
  return warehouse.withConnection(async (db) => {
    await using stage = new Stage(db, stream);
    await stage.reset();
    await stage.append(normalise(stream, account, records), 1);
    const staged = { stage, probe: await stage.probe() };
    const { counts } = await commitWindow(warehouse, staged, {
      ...read,
      account: account.name,
      stream,
      runId: RUN,
      now: read.fetchedAt,
      truncated: null,
    });
    return counts;
  });
}
