/** What explains a difference from the vendor's totals, or is waived by a person: refused records, and waivers. */
import { expect, test, vi } from 'vitest';
import { acceptRejects } from '../../src/load/rejects.ts';
import { enterWaiver } from '../../src/load/waivers.ts';
import { at } from '../support/engine.ts';
import { firstBet, lacking, lose, open as openUnread, startOf } from '../support/pv-days.ts';
import { HOUR_MS, hour, open, stateOf, stream } from '../support/reconciled-days.ts';

vi.setConfig({ testTimeout: 120_000 });

test('refused records that are all that is missing explain it to the last digit: exit 3, not 5', async () => {
  const engine = await openUnread();
  const { event_id } = firstBet(engine, '2025-03-02T10:00:00');
  engine.vendor.misbehave.malformed.set(event_id, (record) => ({ ...record, credit: 'x' }));
  expect((await engine.sync()).exitCode).toBe(3);
  const report = await engine.reconcile();
  expect(report.exitCode).toBe(3);
  expect(stream(report).differences[0]?.reason).toContain(
    '1 refused records explain it to the last digit',
  );
  const word = { by: 'ann', reason: 'ticket 7', now: engine.clock.now };
  const named = { id: null, stream: 'pv.bets', account: null };
  const differing = async () => (await engine.gaps()).filter(({ state }) => state === 'differs');
  expect(await differing()).toMatchObject([{ waived_by: null }]);
  await acceptRejects(engine.warehouse, named, word);
  expect((await engine.reconcile()).exitCode).toBe(0);
  expect(await differing()).toMatchObject([{ waived_by: 'ann' }]);
  expect(await stateOf(engine, '2025-03-02T10:00:00')).toBe('mismatch');
  await lose(engine, '2025-03-02T11:00:00');
  expect((await engine.reconcile()).exitCode).toBe(5);
  engine.vendor.misbehave.malformed.clear();
  expect((await engine.reconcile({ isRepair: true })).exitCode).toBe(0);
});

test('a refused record that is held as it was before is not missing: equal totals verify its window', async () => {
  const engine = await open();
  const { event_id } = firstBet(engine, '2025-03-02T10:00:00');
  engine.vendor.misbehave.malformed.set(event_id, (record) => ({ ...record, credit: 'x' }));
  const range = hour('2025-03-02T10:00:00');
  expect((await engine.backfill(range, 'all')).exitCode).toBe(3);
  expect(await engine.value('select count(*) from sync.rejects')).toBe('1');
  expect(await stateOf(engine, '2025-03-02T10:00:00')).toBe('verified');
  expect((await engine.sync()).exitCode).toBe(0);
  expect((await engine.reconcile()).exitCode).toBe(0);
  // what it was before is not what the vendor counts now
  engine.vendor.misbehave.amended.set(event_id, { bet_amount: 1n });
  const told = await engine.reconcile();
  expect(told.exitCode).toBe(5);
  expect(stream(told).differences[0]?.reason).toContain(
    '1 record refused, of which an earlier state is held',
  );
  engine.vendor.misbehave.malformed.clear();
  expect((await engine.reconcile({ isRepair: true })).exitCode).toBe(0);
  expect(await engine.value('select count(*) from sync.rejects')).toBe('0');
});

test('refused records whose amounts cannot be read could explain it, and do not: exit 5, whoever accepts them', async () => {
  const engine = await openUnread({ now: '2025-03-01T06:30:00' });
  const { event_id } = firstBet(engine, '2025-03-01T03:00:00');
  engine.vendor.misbehave.malformed.set(event_id, (record) => ({ ...record, bet_amount: 1.5 }));
  expect((await engine.sync()).exitCode).toBe(3);
  const told = await engine.reconcile();
  expect(told.exitCode).toBe(5);
  expect(stream(told).differences[0]?.reason).toContain('1 refused records could explain it');
  const explained = () =>
    engine.rows(
      "select explained, error from sync.windows where explained is not null or state = 'mismatch'",
    );
  expect(await explained()).toMatchObject([{ explained: 'possibly' }]);
  const word = { by: 'ann', reason: 'ticket 8', now: engine.clock.now };
  await acceptRejects(engine.warehouse, { id: null, stream: 'pv.bets', account: null }, word);
  expect((await engine.reconcile()).exitCode).toBe(5);
  engine.vendor.misbehave.malformed.set(event_id, (record) => ({ ...record, credit: 'x' }));
  expect((await engine.reconcile({ isRepair: true })).exitCode).toBe(3);
  expect(await explained()).toMatchObject([{ explained: 'exactly' }]);
  engine.vendor.misbehave.malformed.clear();
  expect((await engine.reconcile({ isRepair: true })).exitCode).toBe(0);
  expect(await explained()).toEqual([]);
});

test('what still differs after a repair stays mismatch; a waiver ends exit 5 for a time and verifies nothing', async () => {
  const engine = await open();
  const { event_id } = firstBet(engine, '2025-03-02T10:00:00');
  await lose(engine, '2025-03-02T10:00:00');
  engine.vendor.faults.add({
    kind: 'edited',
    path: '/api/all/history',
    times: Number.POSITIVE_INFINITY,
    match: ({ body }) => startOf(body) === at('2025-03-02T10:00:00') / 1000,
    edit: lacking(event_id),
  });
  const report = await engine.reconcile({ isRepair: true });
  expect(report.exitCode).toBe(5);
  expect(stream(report)).toMatchObject({ reread: 1, mended: 0 });
  const found = engine.clock.now;
  engine.clock.now += HOUR_MS / 2;
  const pvBets = async () => (await engine.status()).streams.find((s) => s.stream === 'pv.bets');
  expect(await pvBets()).toMatchObject({
    verified_until: '2025-03-02T10:00:00Z',
    differing_windows: 1,
    differs_since: new Date(found).toISOString().replace('.000Z', 'Z'),
  });
  expect((await engine.gaps()).filter(({ state }) => state === 'differs')).toMatchObject([
    {
      window_start: '2025-03-02T10:00:00Z',
      waived_by: null,
      error: expect.stringMatching('1 bets more'),
    },
  ]);
  const key = { account: 'pv', stream: 'pv.bets', by: 'ann', reason: 'ticket 7' };
  const now = engine.clock.now;
  // a part of the window is not the window
  const half = { ...hour('2025-03-02T10:00:00'), end: at('2025-03-02T10:30:00') };
  await enterWaiver(engine.warehouse, { ...key, ...half, until: null }, now);
  expect((await engine.reconcile()).exitCode).toBe(5);
  const until = now + HOUR_MS;
  await enterWaiver(engine.warehouse, { ...key, ...hour('2025-03-02T10:00:00'), until }, now);
  const waived = await engine.reconcile();
  expect(waived.exitCode).toBe(0);
  expect(stream(waived).differences).toMatchObject([{ state: 'mismatch', waived: { by: 'ann' } }]);
  expect(await stateOf(engine, '2025-03-02T10:00:00')).toBe('mismatch');
  expect(await pvBets()).toMatchObject({
    verified_until: '2025-03-02T10:00:00Z',
    differing_windows: 0,
    waived_windows: 1,
    differs_since: null,
  });
  engine.clock.now += 2 * HOUR_MS;
  expect((await engine.reconcile()).exitCode).toBe(5);
  engine.vendor.faults.clear();
  expect((await engine.reconcile({ isRepair: true })).exitCode).toBe(0);
  expect(await pvBets()).toMatchObject({ differing_windows: 0, waived_windows: 0 });
});
