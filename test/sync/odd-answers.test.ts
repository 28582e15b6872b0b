/** Answers that no document foresees: nothing is counted twice, lost or taken from its true window. */
import { describe, expect, test } from 'vitest';
import { at, type Engine, histories, only, openEngine, withoutTotals } from '../support/engine.ts';

type Record_ = Record<string, unknown>;
const bet = (id: string, endAt: string, more: Record_ = {}): Record_ => ({
  event_id: id,
  draw_id: 'd',
  game_id: 1,
  user_id: 1,
  op_id: '',
  bet_amount: 1000,
  gain_amount: -1000,
  credit_before_bet: 0,
  credit: 0,
  start_at: at(`2025-03-01T${endAt}`) / 1000,
  end_at: at(`2025-03-01T${endAt}`) / 1000,
  ...more,
});
const hour = (h: number) => ({
  start: at(`2025-03-01T${String(h).padStart(2, '0')}:00:00`),
  end: at(`2025-03-01T${String(h + 1).padStart(2, '0')}:00:00`),
});
const open = async (now = '2025-03-01T20:00:00') => {
  const engine = await openEngine({
    start: '2025-03-01T10:00:00Z',
    now,
    vendor: { betsPerHour: 0 },
  });
  withoutTotals(engine);
  return engine;
};

/** From now on the vendor answers a window (by its start) with these pages. */
function answer(
  { vendor }: Engine,
  from: string,
  pages: Record_[][],
  total = pages.flat().length,
): void {
  const time_start = at(`2025-03-01T${from}`) / 1000;
  for (const [i, items] of pages.entries()) {
    vendor.faults.add({
      kind: 'answer',
      times: Number.POSITIVE_INFINITY,
      body: JSON.stringify({
        code: 200,
        msg: '',
        data: { items, total, page: i + 1, page_size: 2000 },
      }),
      match: ({ body }) => {
        const { data } = body as { data: { time_start: number; page: number } };
        return data.time_start === time_start && data.page === i + 1;
      },
    });
  }
}
const ids = async (engine: Engine) =>
  (await engine.rows('select event_id from pv.bets order by 1')).map((row) => row.event_id);

test('a record that two windows return, at two times, is one row, and the older one a revision', async () => {
  const engine = await open();
  answer(engine, '10:00:00', [[bet('x', '10:59:59')]]);
  answer(engine, '11:00:00', [[bet('x', '11:00:01'), bet('y', '11:30:00')]]);
  await engine.backfill(hour(10));
  await engine.backfill(hour(11));
  expect(await ids(engine)).toEqual(['x', 'y']);
  expect(await engine.rows('select record_key, reason from sync.revisions')).toEqual([
    { record_key: 'x', reason: 'replaced' },
  ]);
});

test('a record whose time moves between two slices does not block the closing of its hour', async () => {
  const engine = await open('2025-03-01T10:21:00');
  answer(engine, '10:00:00', [[bet('x', '10:19:59')]]);
  await engine.sync();
  engine.clock.now = at('2025-03-01T10:41:00');
  answer(engine, '10:20:00', [[bet('x', '10:20:01')]]);
  await engine.sync();
  engine.vendor.faults.clear();
  withoutTotals(engine);
  answer(engine, '10:00:00', [[bet('x', '10:20:01')]]);
  engine.clock.now = at('2025-03-01T11:02:00');
  expect((await engine.sync()).exitCode).toBe(0);
  expect(await ids(engine)).toEqual(['x']);
});

test('a record that a foreign window returned too stays with the window of its time', async () => {
  const engine = await open();
  const both = [bet('a', '10:00:05'), bet('b', '11:00:05')];
  answer(engine, '10:00:00', [both]);
  answer(engine, '11:00:00', [both]);
  await engine.backfill(hour(10));
  await engine.backfill(hour(11));
  engine.vendor.faults.clear();
  withoutTotals(engine);
  answer(engine, '11:00:00', [[bet('b', '11:00:05')]]);
  expect(only(await engine.backfill(hour(11), 'all'))).toMatchObject({ withdrawn: 0 });
  expect(await ids(engine)).toEqual(['a', 'b']);
});

test('a clock that is ahead of the vendor by more than the lag stops the source before a bet is missed', async () => {
  const engine = await openEngine({
    start: '2025-03-01T10:00:00Z',
    now: '2025-03-01T11:02:00',
    vendor: { clockOffsetMs: -200_000 },
  });
  const report = await engine.sync();
  expect(report.exitCode).toBe(2);
  expect(only(report).stopped?.message).toContain('clock is 200 s ahead of the vendor');
  expect(await engine.value('select count(*) from sync.windows')).toBe('0');
});

test('such a clock stops the source even where the list moved until the last read', async () => {
  const engine = await openEngine({
    start: '2025-03-01T10:00:00Z',
    now: '2025-03-01T11:00:30',
    vendor: { clockOffsetMs: -200_000, betsPerHour: 0 },
  });
  const data = { items: [], total: 1, page: 1, page_size: 2000 };
  const body = JSON.stringify({ code: 200, msg: '', data });
  engine.vendor.faults.add({ kind: 'answer', times: 3, body });
  const report = await engine.sync();
  expect(histories(engine)).toHaveLength(4);
  expect(report.exitCode).toBe(2);
  expect(only(report).stopped?.code).toBe('clock');
  expect(await engine.value('select count(*) from sync.windows')).toBe('0');
});

test('an answer that lay unread while this machine stood still does not put its clock in the wrong', async () => {
  const engine = await open('2025-03-01T11:00:30');
  let hasStood = false;
  engine.vendor.faults.add({
    kind: 'reset',
    match: () => {
      // the vendor answers in this turn of the loop, the client reads it in a later one
      if (!hasStood) setImmediate(() => (engine.clock.now += 200_000));
      hasStood = true;
      return false;
    },
  });
  expect((await engine.sync()).exitCode).toBe(0);
  expect(histories(engine)).toHaveLength(2);
  expect(await engine.rows('select state, window_end::varchar as until from sync.windows')).toEqual(
    [{ state: 'loaded', until: '2025-03-01 10:59:30' }],
  );
});

test('a refused record on two pages is a moving list like any other', async () => {
  const engine = await open();
  const full = Array.from({ length: 1999 }, (_, i) => bet(`k${i}`, '10:30:00'));
  const bad = bet('bad', '10:40:00', { credit: null });
  answer(engine, '10:00:00', [[...full, bad], [bad]]);
  expect((await engine.backfill(hour(10))).exitCode).toBe(3);
  expect(await engine.value('select error from sync.windows')).toContain(
    '1 records stand on two pages',
  );
});

describe('a vendor that writes GBK', () => {
  /** Two players, 玩家 and 玩具, whose bytes a lenient reader would make one of. */
  const names = ['cde6bcd2', 'cde6bedf'].map((hex) => Buffer.from(hex, 'hex').toString('latin1'));
  const bets = names.map((op_id, i) => bet(`e${i}`, '10:00:01', { op_id }));
  const body = Buffer.from(
    JSON.stringify({ code: 200, msg: '', data: { items: bets, total: 2 } }),
    'latin1',
  );
  async function load(env: Record<string, string> = {}) {
    const engine = await openEngine({
      start: '2025-03-01T10:00:00Z',
      now: '2025-03-01T20:00:00',
      vendor: { betsPerHour: 0 },
      env,
    });
    engine.vendor.faults.add({ kind: 'answer', body, times: Number.POSITIVE_INFINITY });
    return { engine, report: await engine.backfill(hour(10)) };
  }

  test('keeps its two players where the account says so', async () => {
    const { engine, report } = await load({ GGR_PV_CHARSET: 'gbk' });
    expect(report.exitCode).toBe(0);
    expect(await engine.rows('select op_id from pv.bets order by event_id')).toEqual([
      { op_id: '玩家' },
      { op_id: '玩具' },
    ]);
  });

  test('fails its windows where it does not, naming the setting, and loads nothing', async () => {
    const { engine, report } = await load();
    expect(report.exitCode).toBe(3);
    const [failure] = only(report).failures;
    expect(failure?.error.message).toContain('account pv: PV /api/all/history');
    expect(failure?.error.hint).toContain('GGR_PV_CHARSET');
    expect(await engine.value('select count(*) from pv.bets')).toBe('0');
  });
});

test('half a surrogate pair in a key is refused: two keys must not become one', async () => {
  const engine = await open();
  answer(engine, '10:00:00', [
    [bet('\ud800', '10:00:01'), bet('\ud801', '10:00:02'), bet('ok', '10:00:03')],
  ]);
  expect(only(await engine.backfill(hour(10)))).toMatchObject({ inserted: 1, quarantined: 2 });
  expect(await engine.rows('select distinct field, reason from sync.rejects')).toEqual([
    { field: 'event_id', reason: 'not well-formed Unicode' },
  ]);
});

test('a key that one answer gives two bets is no row: both are in quarantine, and said', async () => {
  const engine = await open();
  const twice = [
    bet('x', '10:00:01'),
    bet('x', '10:00:01', { bet_amount: 2000, gain_amount: -2000 }),
  ];
  answer(engine, '10:00:00', [[...twice, bet('y', '10:00:02')]]);
  const counts = only(await engine.backfill(hour(10)));
  expect(counts).toMatchObject({ received: 3, inserted: 1, unchanged: 0, quarantined: 2 });
  expect(await ids(engine)).toEqual(['y']);
  expect(
    await engine.rows(
      `select record_key, field, raw->>'bet_amount' as amount from sync.rejects order by 3`,
    ),
  ).toEqual([
    { record_key: 'x', field: 'event_id', amount: '1000' },
    { record_key: 'x', field: 'event_id', amount: '2000' },
  ]);
});

test('a key that stands on two pages of every read as two bets is in quarantine, and the rest is loaded', async () => {
  const engine = await open();
  const page = Array.from({ length: 2000 }, (_, i) => bet(`b${i}`, '10:00:01'));
  const other = bet('b7', '10:00:01', { user_id: 2 });
  answer(engine, '10:00:00', [page, [other]], 2001);
  const counts = only(await engine.backfill(hour(10)));
  expect(counts).toMatchObject({ received: 2001, inserted: 1999, quarantined: 2 });
  expect(await engine.value("select count(*) from sync.rejects where record_key = 'b7'")).toBe('2');
});

test('a key that stands twice on one page as two versions of one bet is one row, and the other version is kept', async () => {
  const engine = await open();
  const twice = [bet('x', '10:00:01', { credit: 1 }), bet('x', '10:00:01', { credit: 2 })];
  answer(engine, '10:00:00', [twice]);
  const counts = only(await engine.backfill(hour(10)));
  expect(counts).toMatchObject({ received: 2, inserted: 1, unchanged: 1 });
  expect(await engine.rows('select credit::varchar as c from pv.bets')).toEqual([{ c: '0.0020' }]);
  expect(await engine.rows(`select reason, "row"->>'credit' as c from sync.revisions`)).toEqual([
    { reason: 'superseded', c: '0.0010' },
  ]);
});

test('a bet whose payout does not fit is refused before it can break every report', async () => {
  const engine = await open();
  const body = JSON.stringify(bet('x', '10:00:01')).replace(
    /1000,"gain_amount":-1000/,
    '99999999999999999,"gain_amount":99999999999999999',
  );
  engine.vendor.faults.add({
    kind: 'answer',
    body: `{"code":200,"msg":"","data":{"items":[${body}],"total":1}}`,
  });
  expect(only(await engine.backfill(hour(10)))).toMatchObject({ quarantined: 1 });
  expect(await engine.rows('select field from sync.rejects')).toEqual([{ field: 'gain_amount' }]);
  expect(await engine.rows('select * from ggr.daily')).toEqual([]);
});

test('a total that no page bears out ends with the first page that is not full', async () => {
  const engine = await open();
  answer(engine, '10:00:00', [[bet('x', '10:00:01')]], 1_000_000_000);
  expect((await engine.backfill(hour(10))).exitCode).toBe(3);
  expect(histories(engine)).toHaveLength(4);
  expect(await engine.value('select error from sync.windows')).toContain(
    '1 records came, total says 1000000000',
  );
});

test('an address that answers with a page for people names the setting and does not try for ever', async () => {
  const engine = await open();
  engine.vendor.faults.add({
    kind: 'answer',
    body: '<html>log in</html>',
    times: Number.POSITIVE_INFINITY,
  });
  const report = await engine.sync();
  const { failures, untried } = only(report);
  expect(failures.length).toBeLessThan(9);
  expect(failures.length + untried).toBe(10);
  expect(failures[0]?.error.hint).toContain('GGR_PV_URL');
});

test('the order of fields that the document does not name is no change', async () => {
  const engine = await open();
  answer(engine, '10:00:00', [[bet('x', '10:00:01', { y: 1, z: 2 })]]);
  await engine.backfill(hour(10));
  engine.vendor.faults.clear();
  withoutTotals(engine);
  answer(engine, '10:00:00', [[bet('x', '10:00:01', { z: 2, y: 1 })]]);
  expect(only(await engine.backfill(hour(10), 'all'))).toMatchObject({ unchanged: 1, updated: 0 });
});

test('a bet whose op_id is null or missing is a bet of a player whom the operator has not named', async () => {
  const engine = await open();
  const { op_id: _, ...without } = bet('b', '10:00:02', { user_id: 2 });
  answer(engine, '10:00:00', [[bet('a', '10:00:01', { op_id: null }), without]]);
  expect(only(await engine.backfill(hour(10)))).toMatchObject({ inserted: 2, quarantined: 0 });
  expect(await engine.rows('select bet_id, player_id from ggr.bets order by 1')).toEqual([
    { bet_id: 'a', player_id: '1' },
    { bet_id: 'b', player_id: '2' },
  ]);
});

test('null in place of a list is no record where total says so, and an error where it does not', async () => {
  const engine = await open();
  const body = (total: number) => `{"code":200,"msg":"","data":{"items":null,"total":${total}}}`;
  const path = '/api/all/history';
  engine.vendor.faults.add({ kind: 'answer', body: body(0), path });
  expect((await engine.backfill(hour(10))).exitCode).toBe(0);
  engine.vendor.faults.add({
    kind: 'answer',
    body: body(1),
    path,
    times: Number.POSITIVE_INFINITY,
  });
  expect((await engine.backfill(hour(11))).exitCode).toBe(3);
  expect(await engine.rows('select state, received from sync.windows order by all')).toEqual([
    { state: 'failed', received: 0n },
    { state: 'loaded', received: 0n },
  ]);
});

test('null in place of the list of a report without pages is an empty report', async () => {
  const engine = await openEngine({
    start: '2025-03-01',
    now: '2025-03-01T20:00:00',
    vendor: { betsPerHour: 6 },
  });
  await engine.sync('pv.bets', 'pv.games');
  for (const path of ['/api/slots/user/history', '/api/games/game/history']) {
    const body = '{"code":200,"msg":"","data":null}';
    engine.vendor.faults.add({ kind: 'answer', path, body, times: Number.POSITIVE_INFINITY });
  }
  const report = await engine.sync('pv.slot_spins', 'pv.game_rounds');
  expect(report.exitCode).toBe(0);
  expect(report.outcomes.map(({ loaded, received }) => ({ loaded, received }))).toEqual([
    { loaded: 1, received: 0 },
    { loaded: 1, received: 0 },
  ]);
});

test.for([
  ['a number of a million digits', (deep: string) => `"credit":${deep}`, '7'.repeat(1_000_000)],
  ['brackets, a hundred thousand deep', (deep: string) => `"note":${deep}`, nested(100_000)],
  ['the same where a number is due', (deep: string) => `"credit":${deep}`, nested(100_000)],
] as const)(
  'a record with %s is set aside alone, whole and with its reason',
  async ([, field, value]) => {
    const engine = await open();
    const good = JSON.stringify(bet('good', '10:00:01'));
    const inOrder = Object.entries(bet('bad', '10:00:02', { note: 1, credit: 0 })).sort();
    const bad = JSON.stringify(Object.fromEntries(inOrder)).replace(
      field('0').startsWith('"note"') ? '"note":1' : '"credit":0',
      field(value),
    );
    const body = `{"code":200,"msg":"","data":{"items":[${bad},${good}],"total":2}}`;
    engine.vendor.faults.add({ kind: 'answer', body });
    expect(only(await engine.backfill(hour(10)))).toMatchObject({ inserted: 1, quarantined: 1 });
    const [reject] = await engine.rows('select record_key, reason, raw from sync.rejects');
    expect(reject).toMatchObject({ record_key: 'bad', raw: bad });
    expect(reject?.reason).toMatch(
      /^(a number of 1000000 characters: more than 400|nested deeper than 64 levels|not a whole number)$/,
    );
  },
);

function nested(levels: number): string {
  return `${'['.repeat(levels)}${']'.repeat(levels)}`;
}

test('an hour of a vendor that caps page_size below its document is loaded by one sync', async () => {
  const engine = await openEngine({
    start: '2025-03-01T10:00:00Z',
    now: '2025-03-01T11:02:00',
    vendor: { betsPerHour: 900 },
  });
  engine.vendor.misbehave.mostRows = 100;
  const held = engine.vendor.bets(hour(10).start / 1000, hour(10).end / 1000).length;
  expect(held).toBeGreaterThan(300);
  const report = await engine.sync();
  expect(report.exitCode).toBe(0);
  expect(await engine.value("select count(*) from pv.bets where end_at < '2025-03-01 11:00'")).toBe(
    String(held),
  );
});

test('details of a vendor that gives 50 whatever it is asked for are loaded to the last row', async () => {
  const engine = await openEngine({
    start: '2025-03-01',
    now: '2025-03-01T20:00:00',
    vendor: { betsPerHour: 30, players: 2 },
  });
  engine.vendor.misbehave.mostRows = 50;
  await engine.sync('pv.bets', 'pv.games');
  expect((await engine.sync('pv.slot_spins', 'pv.player_rounds')).exitCode).toBe(0);
  const missing = `select count(*) from pv.bets where event_id not in
    (select event_id from pv.slot_spins union all select event_id from pv.player_rounds)`;
  expect(await engine.value(missing)).toBe('0');
});
