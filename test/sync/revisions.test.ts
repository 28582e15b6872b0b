/** What changes at the vendor: replaced and withdrawn rows, and what we believed before. */
import { expect, test } from 'vitest';
import { at, type Engine, only, openEngine } from '../support/engine.ts';

const HOUR = { start: at('2025-03-01T03:00:00'), end: at('2025-03-01T04:00:00') };

async function loaded(): Promise<{ engine: Engine; ids: string[] }> {
  const engine = await openEngine({ start: '2025-03-01', now: '2025-03-01T06:00:00' });
  await engine.sync();
  const bets = engine.vendor.bets(HOUR.start / 1000, HOUR.end / 1000);
  return { engine, ids: bets.map((bet) => bet.event_id) };
}

test('a bet that the vendor changed is replaced, and its old version stands in sync.revisions', async () => {
  const { engine, ids } = await loaded();
  const [id = ''] = ids;
  const before = await engine.rows(
    `select bet_amount, gain_amount from pv.bets where event_id = '${id}'`,
  );
  engine.vendor.misbehave.amended.set(id, { gain_amount: 123_450 });
  engine.clock.now = at('2025-03-02T06:00:00');
  const report = await engine.backfill(HOUR, 'all');
  expect(only(report)).toMatchObject({
    inserted: 0,
    updated: 1,
    unchanged: ids.length - 1,
    withdrawn: 0,
  });
  expect(
    await engine.rows(
      `select gain_amount::varchar as gain, revision from pv.bets where event_id = '${id}'`,
    ),
  ).toEqual([{ gain: '123.4500', revision: 2 }]);
  const old = await engine.rows(
    `select record_key, revision, reason, replaced_at::varchar as until, ("row"->>'bet_amount')::decimal(18,4) as bet_amount,
            ("row"->>'gain_amount')::decimal(18,4) as gain_amount from sync.revisions`,
  );
  expect(old).toEqual([
    { record_key: id, revision: 1, reason: 'replaced', until: '2025-03-02 06:00:00', ...before[0] },
  ]);
});

test('a bet that the vendor no longer returns leaves the facts and stands in sync.revisions', async () => {
  const { engine, ids } = await loaded();
  const [gone = ''] = ids;
  engine.vendor.misbehave.withdrawn.add(gone);
  const report = await engine.backfill(HOUR, 'all');
  expect(only(report)).toMatchObject({
    withdrawn: 1,
    unchanged: ids.length - 1,
    received: ids.length - 1,
  });
  expect(await engine.value(`select count(*) from pv.bets where event_id = '${gone}'`)).toBe('0');
  expect(await engine.rows('select record_key, reason from sync.revisions')).toEqual([
    { record_key: gone, reason: 'withdrawn' },
  ]);
  const theirs = engine.vendor.summary(at('2025-03-01') / 1000, at('2025-03-01T05:59:00') / 1000);
  expect(await engine.value('select count(*) from ggr.bets')).toBe(String(theirs.bet_count));
});

test('an hour that comes back empty is withdrawn whole, and nothing else', async () => {
  const { engine, ids } = await loaded();
  for (const id of ids) engine.vendor.misbehave.withdrawn.add(id);
  const before = Number(await engine.value('select count(*) from pv.bets'));
  const report = await engine.backfill(HOUR, 'all');
  expect(only(report)).toMatchObject({ received: 0, withdrawn: ids.length });
  expect(Number(await engine.value('select count(*) from pv.bets'))).toBe(before - ids.length);
});

test('a refused record whose key cannot be read withdraws nothing', async () => {
  const { engine, ids } = await loaded();
  const [id = ''] = ids;
  engine.vendor.misbehave.malformed.set(id, ({ event_id: _, ...record }) => record);
  const report = await engine.backfill(HOUR, 'all');
  expect(only(report)).toMatchObject({ quarantined: 1, withdrawn: 0, unchanged: ids.length - 1 });
});

test('a re-pull that fails takes no row away, is due, and the next sync brings it', async () => {
  const { engine, ids } = await loaded();
  engine.vendor.faults.add({ kind: 'http-500-html', times: Number.POSITIVE_INFINITY });
  const report = await engine.backfill(HOUR, 'all');
  expect(report.exitCode).toBe(3);
  const state = () =>
    engine.rows(
      `select state, received, attempts from sync.windows where window_start = '2025-03-01 03:00:00'`,
    );
  expect(await state()).toEqual([{ state: 'failed', received: BigInt(ids.length), attempts: 2 }]);
  expect(
    await engine.value(`select count(*) from pv.bets where window_start = '2025-03-01 03:00:00'`),
  ).toBe(String(ids.length));
  expect(await engine.gaps()).toMatchObject([
    {
      state: 'failed',
      window_start: '2025-03-01T03:00:00Z',
      error: expect.stringContaining('500'),
    },
  ]);
  engine.vendor.faults.clear();
  engine.vendor.requests.length = 0;
  expect(only(await engine.backfill(HOUR, 'failed'))).toMatchObject({
    loaded: 1,
    unchanged: ids.length,
  });
  expect(await state()).toMatchObject([{ state: 'loaded', received: BigInt(ids.length) }]);
});
