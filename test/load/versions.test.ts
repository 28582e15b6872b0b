/** Versions of bets in any order, with repeats and overlaps, always end in the same table. */
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { catalogue, streams } from '../../src/catalogue.ts';
import type { Account } from '../../src/contract/vendor.ts';
import { commitWindow } from '../../src/load/merge.ts';
import { Stage } from '../../src/load/stage.ts';
import { Warehouse } from '../../src/load/warehouse.ts';
import { normalise } from '../../src/transform/normalise.ts';
import { makeEmptyStore } from '../support/empty-store.ts';
import { temporaryFolder } from '../support/ggr.ts';

const [byBetTime, byUpdateTime] = ['wm.bets', 'wm.resettlements'].map((name) => {
  const stream = streams.find((s) => s.name === name);
  if (!stream) throw new Error(`no stream ${name}`);
  return stream;
});
const account = { name: 'wm', settings: { timezone: '+08:00' } } as unknown as Account;
const DAY = Date.parse('2025-03-01T16:00:00Z');
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

const delivery = fc.array(fc.tuple(fc.nat(3), fc.nat(4)), { minLength: 1, maxLength: 6 });
const deliveries = fc.array(delivery, { minLength: 1, maxLength: 7 });

test('whatever the order, the newest version stands in the table and every other one in sync.revisions', async () => {
  const folder = temporaryFolder();
  let run = 0;
  await fc.assert(
    fc.asyncProperty(deliveries, async (sequence) => {
      run += 1;
      const path = makeEmptyStore(join(folder, `${run}.duckdb`));
      const warehouse = await Warehouse.open({ catalogue, path, command: 'test', now: () => DAY });
      const seen = new Map<string, Set<number>>();
      try {
        for (const [i, versions] of sequence.entries()) {
          const stream = byUpdateTime ?? byBetTime;
          if (!stream) return;
          const fetchedAt = DAY + (10 + i) * 86_400_000;
          await warehouse.withConnection(async (db) => {
            using stage = new Stage(db, stream);
            await stage.reset();
            stage.append(
              normalise(
                stream,
                account,
                versions.map(([b, v]) => record(b, v)),
              ),
              1,
            );
            const { counts } = await commitWindow(
              warehouse,
              { stage, probe: await stage.probe() },
              {
                account: 'wm',
                stream,
                owner: { start: DAY + i * 3_600_000, end: DAY + (i + 1) * 3_600_000 },
                runId: '00000000-0000-0000-0000-000000000000',
                fetchedAt,
                now: fetchedAt,
                truncated: null,
              },
            );
            expect(counts.inserted + counts.updated + counts.unchanged).toBe(versions.length);
          });
          for (const [b, v] of versions) {
            seen.set(`b${b}`, (seen.get(`b${b}`) ?? new Set()).add(v));
          }
        }
        const rows = await warehouse.db.many(
          'select bet_id, win_loss::integer as v from wm.bets order by 1',
        );
        const kept = await warehouse.db.many(
          `select record_key, ("row"->>'win_loss')::decimal(18,4)::integer as v from sync.revisions order by 1, 2`,
        );
        const expected = [...seen].sort(([a], [b]) => (a < b ? -1 : 1));
        expect(rows).toEqual(expected.map(([bet_id, vs]) => ({ bet_id, v: Math.max(...vs) })));
        expect(kept).toEqual(
          expected.flatMap(([record_key, vs]) =>
            [...vs]
              .filter((v) => v !== Math.max(...vs))
              .sort((a, b) => a - b)
              .map((v) => ({ record_key, v })),
          ),
        );
      } finally {
        await warehouse.close();
      }
    }),
    { numRuns: 40 },
  );
});
