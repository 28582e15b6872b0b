/** Answers that no document foresees: nothing is counted twice, lost or taken from its true window. */
import { describe, expect, test } from 'vitest';
import { histories, only, openEngine, withoutTotals } from '../support/engine.ts';
import { answer, bet, hour, open } from '../support/pv-answers.ts';

function nested(levels: number): string {
  return `${'['.repeat(levels)}${']'.repeat(levels)}`;
}

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
