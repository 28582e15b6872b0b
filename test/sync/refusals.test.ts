/** A record that is refused for good is told once, until it changes; a person may accept it. */
import { expect, test } from 'vitest';
import { acceptRejects } from '../../src/load/rejects.ts';
import { at, type Engine, only, openEngine, withoutTotals } from '../support/engine.ts';
import { openPopEngine } from '../support/pop-engine.ts';

const HOUR = { start: at('2025-03-01T03:00:00'), end: at('2025-03-01T04:00:00') };
const ALL = { id: null, stream: null, account: null };
const WORD = { by: 'ann', reason: 'the vendor knows', now: at('2025-03-01T07:00:00') };

/** An hour with a bet that PV sends without its credit, read once. */
async function open() {
  const engine = await openEngine({ start: '2025-03-01', now: '2025-03-01T06:00:00' });
  const bets = engine.vendor.bets(HOUR.start / 1000, HOUR.end / 1000);
  const spoil = (index: number, fields: object) =>
    engine.vendor.misbehave.malformed.set(bets[index]?.event_id ?? '', (r) => ({
      ...r,
      ...fields,
    }));
  spoil(0, { credit: 'x' });
  withoutTotals(engine); // one refused record keeps the hour from its totals, which is another test's
  const first = await engine.backfill(HOUR);
  expect(first.exitCode).toBe(3);
  expect(only(first)).toMatchObject({ quarantined: 1, refusedNew: 1 });
  return { engine, spoil, again: () => engine.backfill(HOUR, 'all') };
}
const ids = async (engine: Engine) =>
  (await engine.rows('select id from sync.rejects order by id')).map(({ id }) => String(id));

test('a record that was refused before makes no run partial again, and keeps its id and its age', async () => {
  const { engine, again } = await open();
  const before = await engine.rows(
    'select id, first_seen::varchar as first_seen from sync.rejects',
  );
  engine.clock.now += 3_600_000;
  const report = await again();
  expect(report.exitCode).toBe(0);
  expect(only(report)).toMatchObject({ quarantined: 1, refusedNew: 0 });
  expect(
    await engine.rows('select id, first_seen::varchar as first_seen from sync.rejects'),
  ).toEqual(before);
  expect(
    await engine.rows('select outcome, refused_new from sync.runs order by started_at'),
  ).toMatchObject([
    { outcome: 'partial', refused_new: 1n },
    { outcome: 'done', refused_new: 0n },
  ]);
});

test('another record that is refused beside it is new, and exits 3', async () => {
  const { engine, spoil, again } = await open();
  spoil(1, { gain_amount: null });
  const report = await again();
  expect(report.exitCode).toBe(3);
  expect(only(report)).toMatchObject({ quarantined: 2, refusedNew: 1 });
  expect(await ids(engine)).toHaveLength(2);
});

test('what was accepted stays accepted in every read, whatever the order of its fields', async () => {
  const { engine, again } = await open();
  expect(await acceptRejects(engine.warehouse, ALL, WORD)).toBe(1);
  const [id = ''] = engine.vendor.misbehave.malformed.keys();
  engine.vendor.misbehave.malformed.set(id, (r) =>
    Object.fromEntries(Object.entries({ ...r, credit: 'x' }).reverse()),
  );
  expect((await again()).exitCode).toBe(0);
  expect(
    await engine.rows(
      'select accepted_by, accepted_reason, accepted_at::varchar as at from sync.rejects',
    ),
  ).toEqual([
    { accepted_by: 'ann', accepted_reason: 'the vendor knows', at: '2025-03-01 07:00:00' },
  ]);
});

test.for([
  ['other content', { credit: 'x', bet_amount: 1000 }],
  ['another reason', { credit: null }],
  ['another field at fault', { event_id: 7 }],
] as const)(
  'an accepted record that is refused with %s is new, and nobody has accepted it',
  async ([, fields]) => {
    const { engine, spoil, again } = await open();
    const [accepted] = await ids(engine);
    await acceptRejects(engine.warehouse, ALL, WORD);
    spoil(0, fields);
    const report = await again();
    expect(report.exitCode).toBe(3);
    expect(only(report)).toMatchObject({ refusedNew: 1 });
    const [now] = await engine.rows('select id, accepted_by from sync.rejects');
    expect(now?.accepted_by).toBeNull();
    expect(now?.id).not.toBe(accepted);
  },
);

test('one that was mended and breaks again is new: nobody has accepted that', async () => {
  const { engine, spoil, again } = await open();
  await acceptRejects(engine.warehouse, ALL, WORD);
  engine.vendor.misbehave.malformed.clear();
  expect((await again()).exitCode).toBe(0);
  expect(await ids(engine)).toEqual([]);
  spoil(0, { credit: 'x' });
  expect((await again()).exitCode).toBe(3);
});

test('status counts what is open, and apart from it what was accepted', async () => {
  const { engine, spoil, again } = await open();
  await acceptRejects(engine.warehouse, ALL, WORD);
  spoil(1, { gain_amount: null });
  await again();
  const { streams } = await engine.status();
  expect(streams).toMatchObject([{ stream: 'pv.bets', rejects: 1, rejects_accepted: 1 }]);
});

test('two bets under one id are two rows of the quarantine, each with an id of its own', async () => {
  const engine = await openEngine({ start: '2025-03-01', now: '2025-03-01T06:00:00' });
  const bets = engine.vendor.bets(HOUR.start / 1000, HOUR.end / 1000);
  const [first, second] = bets;
  engine.vendor.misbehave.malformed.set(second?.event_id ?? '', (r) => ({
    ...r,
    event_id: first?.event_id,
  }));
  withoutTotals(engine);
  expect(only(await engine.backfill(HOUR))).toMatchObject({ quarantined: 2, refusedNew: 2 });
  expect(new Set(await ids(engine)).size).toBe(2);
  const report = await engine.backfill(HOUR, 'all');
  expect(report.exitCode).toBe(0);
  expect(await ids(engine)).toHaveLength(2);
});

test('a walk that passes a refused record again tells nothing new, with an id or without', async () => {
  const engine = await openPopEngine({ now: '2025-03-01T02:00:00' });
  const [first, second] = engine.vendor.bets(0, engine.clock.now + 1);
  engine.vendor.misbehave.cells.set(first?.id ?? '', { Bet: -1 });
  engine.vendor.misbehave.cells.set(second?.id ?? '', { ID: '' });
  expect(await engine.sync()).toMatchObject({ exitCode: 3 });
  const day = { start: at('2025-03-01'), end: at('2025-03-01T02:00:00') };
  await acceptRejects(engine.warehouse, ALL, WORD);
  const report = await engine.backfill(day, 'all');
  expect(report.exitCode).toBe(0);
  expect(only(report)).toMatchObject({ quarantined: 2, refusedNew: 0 });
  expect(
    await engine.value('select count(*) from sync.rejects where accepted_by is not null'),
  ).toBe('2');
});
