/** What a wrong clock, ours or the vendor's, may not do: call a window complete that is not. */
import { expect, test } from 'vitest';
import { at, type Engine, only, openEngine } from '../support/engine.ts';

const hours = (engine: Engine) =>
  engine.rows(
    `select window_start::varchar as start, state, received from sync.windows order by window_start`,
  );
/** How many bets of an hour the vendor has, and we. */
async function compare(engine: Engine, start: string) {
  const theirs = engine.vendor.bets(at(start) / 1000, at(start) / 1000 + 3600).length;
  const ours = await engine.value(
    `select count(*) from pv.bets where end_at >= '${start}' and end_at < timestamp '${start}' + interval 1 hour`,
  );
  return { theirs, ours: Number(ours) };
}

test('hours that a clock three hours ahead has read are read again when their time has come', async () => {
  const theirs = { now: at('2025-03-01T09:00:30') };
  const engine = await openEngine({
    start: '2025-03-01T08:00:00Z',
    now: '2025-03-01T12:00:30',
    vendor: { hidesClock: true, now: () => theirs.now, maxTsSkewSeconds: 1e6 },
  });
  await engine.sync();
  expect((await hours(engine)).length).toBeGreaterThan(3);
  theirs.now = at('2025-03-01T09:05:00');
  engine.clock.now = theirs.now;
  await engine.sync();
  expect(engine.notes.join('\n')).toContain('read by a clock that stood ahead of this one');
  expect((await engine.gaps()).filter(({ state }) => state === 'pending')).toEqual([]);
  // nobody runs until the wrong clock's hours are over
  theirs.now = at('2025-03-01T12:40:00');
  engine.clock.now = theirs.now;
  await engine.sync();
  for (const hour of ['09', '10', '11']) {
    const { theirs: bets, ours } = await compare(engine, `2025-03-01T${hour}:00:00`);
    expect(ours).toBe(bets);
    expect(bets).toBeGreaterThan(10);
  }
});

test('without a known clock the closing read of an hour is repeated once it has closed for certain', async () => {
  const engine = await openEngine({
    start: '2025-03-01T09:00:00Z',
    now: '2025-03-01T10:01:10',
    vendor: { hidesClock: true, clockOffsetMs: -90_000, betsPerHour: 400 },
  });
  await engine.sync();
  const early = await compare(engine, '2025-03-01T09:00:00');
  engine.clock.now = at('2025-03-01T10:04:00');
  engine.vendor.requests.length = 0;
  await engine.sync();
  expect(
    engine.vendor.requests.map(
      ({ body }) => (body as { data: { time_start: number } }).data.time_start,
    ),
  ).not.toContain(at('2025-03-01T09:00:00') / 1000);
  engine.clock.now = at('2025-03-01T10:08:00');
  expect(only(await engine.sync()).received).toBeGreaterThan(400 / 2);
  const late = await compare(engine, '2025-03-01T09:00:00');
  expect(late.ours).toBe(late.theirs);
  expect(late.ours).toBeGreaterThan(early.ours);
  engine.vendor.requests.length = 0;
  engine.clock.now = at('2025-03-01T10:30:00');
  await engine.sync();
  expect(engine.vendor.requests).toHaveLength(1);
});
