/** The first window of a stream goes alone, as it tells how large they are; one that hangs keeps nobody waiting. */
import { expect, test } from 'vitest';
import { at, openEngine } from '../support/engine.ts';

const FROM = '2025-03-01T01:00:00';

test('windows behind a first one whose vendor does not answer are loaded before it', async () => {
  const engine = await openEngine({
    ...{ start: '2025-03-01', now: '2025-03-01T08:00:00' },
    net: { idleTimeoutMs: 20_000 },
  });
  engine.vendor.faults.add({ kind: 'stall', times: 1 });
  const report = await engine.backfill({ start: at(FROM), end: at('2025-03-01T04:00:00') });
  expect(report.exitCode).toBe(0);
  expect(engine.vendor.faults.pending).toBe(0);
  const order = await engine.rows(
    `select window_start::varchar as hour from sync.windows
      where stream = 'pv.bets' and state <> 'failed' order by rowid`,
  );
  expect(order.map(({ hour }) => hour).at(-1)).toBe('2025-03-01 01:00:00');
  expect(order).toHaveLength(3);
}, 60_000);
