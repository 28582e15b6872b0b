/** What a vendor changes in its records is an event; what we read and it no longer sends is a fault. */
import { expect, test } from 'vitest';
import { excuseField } from '../../src/load/rejects.ts';
import { at, type Engine, only, openEngine } from '../support/engine.ts';
import { openPopEngine } from '../support/pop-engine.ts';
import { openWmEngine } from '../support/wm-engine.ts';

const hour = (n: number) => at(`2025-03-01T0${n}:00:00`);
const open = (now = '2025-03-01T04:00:00') => openEngine({ start: '2025-03-01', now });
const DRIFT = `select field, what, sample, first_seen::varchar as first_seen, last_seen::varchar as last_seen
  from sync.drift order by field, what`;

/** What PV makes of every bet that ended in an hour. */
function spoilHour(
  engine: Engine,
  n: number,
  change: (record: Record<string, unknown>) => unknown,
) {
  const bets = engine.vendor.bets(hour(n) / 1000, hour(n + 1) / 1000);
  for (const { event_id } of bets) engine.vendor.misbehave.malformed.set(event_id, change);
  return bets.length;
}
const range = (from: number, to: number) => ({ start: hour(from), end: hour(to) });

test('a field that appears is noted once with its shape and never its value, and said at once', async () => {
  const engine = await open();
  spoilHour(engine, 1, (r) => ({ ...r, phone: '+491701234567', vip: { level_12: 3, ann: 'x' } }));
  expect((await engine.backfill(range(1, 2))).exitCode).toBe(0);
  engine.clock.now += 60_000;
  await engine.backfill(range(1, 2), 'all');
  const times = { first_seen: '2025-03-01 04:00:00', last_seen: '2025-03-01 04:01:00' };
  expect(await engine.rows(DRIFT)).toEqual([
    { field: 'phone', what: 'new', sample: 'string(13)', ...times },
    { field: 'vip', what: 'new', sample: 'object{level_##,ann}', ...times },
  ]);
  const said = engine.notes.filter((line) => line.includes('its document does not name'));
  expect(said.map((line) => /: (\w+); it is kept/.exec(line)?.[1])).toEqual(['phone', 'vip']);
  const { drift } = await engine.status();
  expect(drift).toMatchObject([
    { account: 'pv', stream: 'pv.bets', field: 'phone', what: 'new', sample: 'string(13)' },
    { field: 'vip', first_seen: '2025-03-01T04:00:00Z' },
  ]);
  engine.clock.now += 48 * 3_600_000;
  expect((await engine.status()).drift).toEqual([]);
});

test('a field that changes its type is noted with the shape of the new one, in a record that loads or is refused', async () => {
  const engine = await open();
  await engine.backfill(range(0, 1));
  spoilHour(engine, 1, (r) => ({ ...r, bet_amount: '1000' }));
  await engine.backfill(range(1, 2));
  expect(await engine.rows(DRIFT)).toMatchObject([
    { field: 'bet_amount', what: 'type', sample: 'string(4)' },
  ]);
  expect(engine.notes.join('\n')).toContain('pv pv.bets: the field bet_amount comes as string(4)');
});

test('a field of its own that the vendor no longer sends is noted as gone, and nothing stops', async () => {
  const engine = await open();
  spoilHour(engine, 0, (r) => ({ ...r, odds: 1.5 }));
  await engine.backfill(range(0, 1));
  expect((await engine.backfill(range(1, 2))).exitCode).toBe(0);
  expect(await engine.rows(DRIFT)).toMatchObject([
    { field: 'odds', what: 'gone', sample: 'number' },
    { field: 'odds', what: 'new', sample: 'decimal' },
  ]);
});

test('a field that was away before and came back is missed only when it stays away ten times as long', async () => {
  const engine = await open('2025-03-01T06:00:00');
  const bets = engine.vendor.bets(hour(0) / 1000, hour(1) / 1000);
  for (const { event_id } of bets.slice(10, 30)) {
    engine.vendor.misbehave.malformed.set(event_id, (r) => ({ ...r, op_id: null }));
  }
  await engine.backfill(range(0, 2));
  const strip = ({ op_id: _, ...rest }: Record<string, unknown>) => rest;
  const lacking = spoilHour(engine, 2, strip);
  expect(lacking).toBeLessThan(200);
  expect((await engine.backfill(range(2, 3))).exitCode).toBe(0);
  expect(lacking + spoilHour(engine, 3, strip)).toBeGreaterThan(200);
  expect((await engine.backfill(range(3, 4))).exitCode).toBe(3);
});

test('a field that most records lack is never missed', async () => {
  const engine = await open();
  const bets = engine.vendor.bets(hour(0) / 1000, hour(1) / 1000);
  const strip = ({ op_id: _, ...rest }: Record<string, unknown>) => rest;
  for (const [i, { event_id }] of bets.entries()) {
    if (i % 3 > 0) engine.vendor.misbehave.malformed.set(event_id, strip);
  }
  await engine.backfill(range(0, 1));
  spoilHour(engine, 1, strip);
  expect((await engine.backfill(range(1, 2))).exitCode).toBe(0);
});

test.for([
  ['an optional field', 'op_id', ({ op_id: _, ...rest }: Record<string, unknown>) => rest],
  [
    'an optional field that is null',
    'op_id',
    (r: Record<string, unknown>) => ({ ...r, op_id: null }),
  ],
  ['a field that is needed', 'credit', ({ credit: _, ...rest }: Record<string, unknown>) => rest],
] as const)(
  '%s that vanishes from all records of a page fails the window, and nothing of it is stored',
  async ([, field, change]) => {
    const engine = await open();
    await engine.backfill(range(0, 1));
    const rows = await engine.value('select count(*) from pv.bets');
    spoilHour(engine, 1, change);
    engine.vendor.requests.length = 0;
    const report = await engine.backfill(range(1, 2));
    expect(report.exitCode).toBe(3);
    expect(engine.vendor.requests).toHaveLength(2); // read again once
    expect(only(report).failures).toMatchObject([
      {
        error: {
          code: 'garbled',
          message: expect.stringContaining(`without ${field} in any record`),
        },
      },
    ]);
    expect(await engine.value('select count(*) from pv.bets')).toBe(rows);
    expect(await engine.value('select count(*) from sync.rejects')).toBe('0');
    expect(await engine.rows(DRIFT)).toMatchObject([{ field, what: 'gone' }]);
    // the vendor is well again
    engine.vendor.misbehave.malformed.clear();
    expect((await engine.backfill(range(1, 2))).exitCode).toBe(0);
  },
);

test('one page without the field is read again, and a second read that has it loads', async () => {
  const engine = await open();
  await engine.backfill(range(0, 1));
  const bets = engine.vendor.bets(hour(1) / 1000, hour(2) / 1000);
  const items = bets.map(({ op_id: _, ...rest }) => rest);
  const body = JSON.stringify(
    { code: 200, msg: '', data: { items, total: items.length } },
    (_, v) => (typeof v === 'bigint' ? Number(v) : v),
  );
  engine.vendor.faults.add({
    kind: 'answer',
    body,
    match: ({ path }) => path === '/api/all/history',
  });
  expect((await engine.backfill(range(1, 2))).exitCode).toBe(0);
  expect(engine.notes.join('\n')).toContain('it is read again');
  expect(
    await engine.value(`select count(*) from pv.bets where event_id = '${bets[0]?.event_id}'`),
  ).toBe('1');
});

test("WM's settime vanishing turns no versions off: the day fails until it is back, or a person lets it go", async () => {
  const engine = await openWmEngine({ start: '2025-03-01', now: '2025-03-02T12:00:00' });
  expect((await engine.sync('wm.bets')).exitCode).toBe(0);
  const before = await engine.value('select count(*) from wm.bets where settime is null');
  expect(before).toBe('0');
  engine.clock.now = at('2025-03-03T12:00:00');
  const strip = ({ settime: _, ...rest }: Record<string, unknown>) => rest;
  for (const { betId } of engine.vendor.bets(at('2025-03-02'), at('2025-03-04'))) {
    engine.vendor.misbehave.malformed.set(betId, strip);
  }
  const report = await engine.sync('wm.bets');
  expect(report.exitCode).toBe(3);
  expect(only(report).failures[0]?.error).toMatchObject({
    code: 'garbled',
    hint: expect.stringContaining('ggr rejects accept wm.bets.settime --reason'),
  });
  // the day in which it vanished was read with both kinds; of the next one nothing is stored
  const nextDay = `select count(*) from wm.bets where bet_time >= '2025-03-02 16:00:00'`;
  expect(await engine.value(nextDay)).toBe('0');
  expect(await engine.rows(`select field, what from sync.drift where what = 'gone'`)).toEqual([
    { field: 'settime', what: 'gone' },
  ]);
  const word = { by: 'ann', reason: 'announced', now: engine.clock.now };
  const named = { stream: 'wm.bets', field: 'settime', account: null };
  expect(await excuseField(engine.warehouse, named, word)).toBe(1);
  expect((await engine.sync('wm.bets')).exitCode).toBe(0);
  expect(Number(await engine.value(nextDay))).toBeGreaterThan(100);
});

test("a walk stops before a page that lacks one of Title's columns, and goes on when it is back", async () => {
  const engine = await openPopEngine({ now: '2025-03-01T02:00:00' });
  await engine.sync();
  const stood = await engine.rows('select resume_cursor from sync.cursors');
  engine.clock.now = at('2025-03-01T04:00:00');
  engine.vendor.misbehave.missingColumns.add('Balance');
  const report = await engine.sync();
  expect(report.exitCode).toBe(3);
  expect(only(report).failures[0]?.error.message).toContain('without Balance in any record');
  expect(await engine.rows('select resume_cursor from sync.cursors')).toEqual(stood);
  expect(await engine.rows('select field, what from sync.drift')).toEqual([
    { field: 'Balance', what: 'gone' },
  ]);
  engine.vendor.misbehave.missingColumns.clear();
  expect((await engine.sync()).exitCode).toBe(0);
  expect(await engine.value('select count(*) from pop.bets')).toBe(
    String(engine.vendor.bets(0, engine.clock.now + 1).length),
  );
  expect(await engine.value('select count(*) from pop.bets where balance is null')).toBe('0');
});

test('one page of a walk without a column is read again, and its rows are whole', async () => {
  const engine = await openPopEngine({ now: '2025-03-01T02:00:00' });
  await engine.sync();
  engine.clock.now = at('2025-03-01T04:00:00');
  engine.vendor.misbehave.missingColumns.add('Balance');
  engine.vendor.misbehave.cursor = (_, right) => {
    engine.vendor.misbehave.missingColumns.clear(); // from the next page on
    return right;
  };
  expect((await engine.sync()).exitCode).toBe(0);
  expect(await engine.value('select count(*) from pop.bets where balance is null')).toBe('0');
  expect(await engine.value('select count(*) from pop.bets')).toBe(
    String(engine.vendor.bets(0, engine.clock.now + 1).length),
  );
});

test('thousands of fields that nobody knows are kept in extra, and noted as one line behind the hundredth', async () => {
  const engine = await open();
  const many = (from: number) =>
    Object.fromEntries(Array.from({ length: 900 }, (_, i) => [`u${from + i}`, i]));
  spoilHour(engine, 0, (r) => ({ ...r, ...many(0) }));
  spoilHour(engine, 1, (r) => ({ ...r, ...many(5000) }));
  expect((await engine.backfill(range(0, 2))).exitCode).toBe(0);
  expect(await engine.value(`select count(*) from sync.drift where what = 'new'`)).toBe('101');
  expect(await engine.value(`select count(*) from sync.fields where field like 'u%'`)).toBe('101'); // and user_id
  expect(await engine.rows(`select sample from sync.drift where field = '*'`)).toEqual([
    { sample: 'more than 100 fields that the document does not name' },
  ]);
  expect(await engine.value('select max(len(json_keys(extra))) from pv.bets')).toBe('900');
});
