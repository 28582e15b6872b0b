/** POP's backfills: a walk over a range, beside the one of sync. */
import { describe, expect, test } from 'vitest';
import { Interrupted } from '../../src/contract/errors.ts';
import { at, only } from '../support/engine.ts';
import { everything, open, WALK } from '../support/pop-walks.ts';

describe('a backfill', () => {
  const DAY = { start: at('2025-03-02'), end: at('2025-03-03') };

  test('of what is loaded asks nothing and says so; all walks from the beginning', async () => {
    const engine = await open();
    await engine.sync();
    const before = await engine.rows(WALK);
    const calls = engine.calls();
    const [plan] = await engine.planFor(DAY, 'missing');
    expect(plan).toMatchObject({ windows: [], requests: 0, job: { walk: null } });
    expect(plan?.notes.join()).toContain('24 h of the range is loaded and not asked for again');
    await engine.backfill(DAY);
    expect(engine.calls()).toBe(calls);
    const changed = engine.vendor.bets(DAY.start, DAY.end)[5];
    engine.vendor.misbehave.amended.set(changed?.id ?? '', { win: 70_000n, firstLine: 0n });
    const n = engine.vendor.bets(DAY.start, DAY.end).length;
    expect((await engine.planFor(DAY, 'all'))[0]).toMatchObject({ windows: [DAY], requests: 2 });
    const outcome = only(await engine.backfill(DAY, 'all'));
    expect(outcome).toMatchObject({ received: n, inserted: 0, updated: 1, unchanged: n - 1 });
    expect(await engine.rows('select reason, record_key from sync.revisions')).toEqual([
      { reason: 'replaced', record_key: changed?.id },
    ]);
    await everything(engine);
    expect(await engine.rows(WALK)).toEqual(before);
  });

  test('before the first sync stores its range alone, and is then held', async () => {
    const engine = await open();
    const n = engine.vendor.bets(DAY.start, DAY.end).length;
    expect(only(await engine.backfill(DAY))).toMatchObject({ received: n, inserted: n });
    expect(await engine.value('select count(*) from pop.bets')).toBe(String(n));
    expect(await engine.rows(WALK)).toEqual([]);
    expect(await engine.planFor(DAY, 'missing')).toMatchObject([{ requests: 0 }]);
    expect(only(await engine.sync()).unchanged).toBe(n);
    await everything(engine);
  });

  test('that was interrupted goes on, and does not move the cursor of sync', async () => {
    const engine = await open({ now: '2025-03-03T06:00:00', vendor: { betsPerHour: 1000 } });
    await engine.sync();
    const before = await engine.rows(WALK);
    const control = new AbortController();
    let pages = 0;
    engine.vendor.misbehave.cursor = (_, right) => {
      pages += 1;
      if (pages === 6) control.abort(new Interrupted());
      return right;
    };
    await expect(engine.backfill(DAY, 'all', undefined, control.signal)).rejects.toThrow();
    const calls = engine.calls();
    await engine.backfill(DAY, 'all');
    expect(engine.calls() - calls).toBeLessThan(9);
    expect(
      await engine.rows(
        'select is_complete, start_cursor, rows::integer as rows from sync.cursors where range_start is not null',
      ),
    ).toEqual([
      {
        is_complete: true,
        start_cursor: '',
        rows: engine.vendor.bets(0, engine.clock.now + 1).length,
      },
    ]);
    expect(await engine.rows(WALK)).toEqual(before);
    await everything(engine);
  });

  test('from a cursor stores what lies behind it, and proves nothing complete', async () => {
    const engine = await open();
    const day = engine.vendor.bets(DAY.start, DAY.end);
    const from = day[99]?.id ?? '';
    expect(only(await engine.backfill(DAY, 'missing', from)).inserted).toBe(day.length - 100);
    expect(await engine.planFor(DAY, 'missing')).toMatchObject([{ windows: [DAY] }]);
    expect(only(await engine.backfill(DAY)).inserted).toBe(100);
  });

  test('finds what the vendor wrote behind the cursor long after its time', async () => {
    const engine = await open();
    engine.vendor.misbehave.maxRows = 500;
    await engine.sync();
    engine.vendor.append({ recordedMs: at('2025-03-02T12:00:00') });
    expect(only(await engine.sync()).inserted).toBe(0);
    expect(only(await engine.backfill(DAY, 'all')).inserted).toBe(1);
    await everything(engine);
  });

  test('that breaks off before the first sync is a gap until it has gone on', async () => {
    const engine = await open({ net: { retries: 0 } });
    engine.vendor.misbehave.maxRows = 500;
    engine.vendor.faults.add({ kind: 'http-500-html', after: 2 });
    expect((await engine.backfill(DAY)).exitCode).toBe(3);
    expect(await engine.gaps()).toMatchObject([
      { state: 'failed', window_start: '2025-03-02T00:00:00Z', window_end: '2025-03-03T00:00:00Z' },
      { state: 'pending', window_start: '2025-03-01T00:00:00Z' },
    ]);
    expect((await engine.backfill(DAY, 'failed')).exitCode).toBe(0);
    expect(await engine.gaps()).toMatchObject([{ state: 'pending' }]);
    expect(await engine.value('select count(*) from ggr.bets')).toBe(
      String(engine.vendor.bets(DAY.start, DAY.end).length),
    );
  });

  test('without an end is a gap up to now, and none once sync has passed everything', async () => {
    const engine = await open({ net: { retries: 0 } });
    engine.vendor.misbehave.maxRows = 500;
    engine.vendor.faults.add({ kind: 'http-500-html', after: 2 });
    await engine.backfill({ start: 0, end: at('9999-12-31') });
    const [gap] = await engine.gaps();
    expect(gap).toMatchObject({ state: 'failed', window_start: '1970-01-01T00:00:00Z' });
    expect(Date.parse(gap?.window_end ?? '')).toBeLessThanOrEqual(engine.clock.now);
    await engine.sync();
    expect(await engine.gaps()).toEqual([]);
    engine.clock.now += 2 * 3_600_000;
    expect(await engine.gaps()).toMatchObject([{ state: 'pending' }]);
  });

  test('that fails when begun anew is not taken for one that stands at its old end', async () => {
    const engine = await open({ net: { retries: 0 } });
    await engine.sync();
    await engine.backfill(DAY, 'all');
    engine.vendor.faults.add({ kind: 'http-500-html' });
    expect((await engine.backfill(DAY, 'all')).exitCode).toBe(3);
    const n = engine.vendor.bets(DAY.start, DAY.end).length;
    expect(only(await engine.backfill(DAY, 'all'))).toMatchObject({ unchanged: n });
  });
});
