/** Windows are held against the vendor's own totals: equal ones are verified, others found, read again, or said. */
import { expect, test } from 'vitest';
import { reportDocument, reportTroubles } from '../../src/cli/session/report.ts';
import { enterWaiver } from '../../src/load/waivers.ts';
import { at, type Engine, histories, only, openEngine } from '../support/engine.ts';

const SUMMARY = '/api/all/stage/summary';
const open = (options: Partial<Parameters<typeof openEngine>[0]> = {}) =>
  openEngine({
    start: '2025-03-01',
    now: '2025-03-04T06:30:00',
    vendor: { betsPerHour: 4 },
    ...options,
  });
/** A day and a half, with the hour that tests name. */
const openShort = () => open({ start: '2025-03-02', now: '2025-03-03T06:30:00' });
const states = (engine: Engine) =>
  engine.rows('select state, count(*)::integer as n from sync.windows group by all order by 1');
const summaries = ({ vendor }: Engine) => vendor.requests.filter(({ path }) => path === SUMMARY);
const hour = '2025-03-02T10:00:00';
const oneBet = ({ vendor }: Engine, from = hour) => {
  const [first] = vendor.bets(at(from) / 1000, at(from) / 1000 + 3600);
  if (!first) throw new Error(`no bet in the hour from ${from}`);
  return first;
};

test('three days and the hours of today are verified by one call, a closing hour by one, the open hour is not', async () => {
  const engine = await open();
  const report = await engine.sync();
  expect(report.exitCode).toBe(0);
  expect(summaries(engine)).toHaveLength(2); // whether days are empty, and whether all is equal
  expect(await states(engine)).toEqual([
    { state: 'loaded', n: 1 },
    { state: 'verified', n: 78 },
  ]);
  expect(
    await engine.rows(
      `select verdict, witness, ours_count = theirs_count as as_many, ours_stake = theirs_stake as as_much,
              ours_ggr = theirs_ggr as earned from sync.checks group by all`,
    ),
  ).toEqual([{ verdict: 'equal', witness: 'totals', as_many: true, as_much: true, earned: true }]);
  const theirs = engine.vendor.summary(at('2025-03-02') / 1000, at('2025-03-03') / 1000);
  expect(
    await engine.rows(
      `select control_count::integer as bets, (control_stake * 1000)::integer as li
         from sync.control_totals where window_start = '2025-03-02'`,
    ),
  ).toEqual([{ bets: theirs.bet_count, li: Number(theirs.bet_amount) }]);
  engine.clock.now = at('2025-03-04T07:02:00');
  engine.vendor.requests.length = 0;
  await engine.sync();
  expect(summaries(engine)).toHaveLength(1);
  expect(await states(engine)).toMatchObject([
    { state: 'loaded', n: 1 },
    { state: 'verified', n: 79 },
  ]);
});

test('a day without bets is verified after a sync alone', async () => {
  const engine = await open({ vendor: { betsPerHour: 0 } });
  expect((await engine.sync()).exitCode).toBe(0);
  expect(await states(engine)).toMatchObject([{ state: 'loaded' }, { state: 'verified', n: 9 }]); // three days, six hours
});

test.each([
  [
    'has lost',
    (e: Engine) => e.rows(`delete from pv.bets where event_id = '${oneBet(e).event_id}'`),
  ],
  [
    'holds with another stake',
    (e: Engine) =>
      e.rows(
        `update pv.bets set bet_amount = bet_amount + 1, gain_amount = gain_amount - 1 where event_id = '${oneBet(e).event_id}'`,
      ),
  ],
  [
    'has under another key as well',
    (e: Engine) =>
      e.rows(
        `insert into pv.bets by name select * replace ('made-up' as event_id) from pv.bets where event_id = '${oneBet(e).event_id}'`,
      ),
  ],
])('one row that the store %s is found, read again, and its hour is verified', async (_, spoil) => {
  const engine = await openShort();
  await engine.sync();
  await spoil(engine);
  await engine.rows(`update sync.windows set state = 'loaded' where state = 'verified'`);
  engine.vendor.requests.length = 0;
  engine.clock.now += 60_000;
  const report = await engine.sync();
  expect(report.exitCode).toBe(0);
  expect(summaries(engine).length).toBeLessThan(14);
  const asked = histories(engine).map(({ body }) => startOf(body));
  expect(asked).toContain(at(hour) / 1000);
  expect(asked.length).toBeLessThan(5); // the hour, once more where it is doubted, and the open one
  expect(await states(engine)).toMatchObject([{ state: 'loaded' }, { state: 'verified', n: 30 }]);
  expect(
    await engine.rows(
      `select event_id, bet_amount::varchar as stake from pv.bets where window_start = '${hour.replace('T', ' ')}' order by 1`,
    ),
  ).toEqual(
    engine.vendor
      .bets(at(hour) / 1000, at(hour) / 1000 + 3600)
      .map((each) => ({
        event_id: each.event_id,
        stake: (Number(each.bet_amount) / 1000).toFixed(4),
      }))
      .sort((a, b) => (a.event_id < b.event_id ? -1 : 1)),
  );
  // the check that failed stands beside the one that did not
  expect(
    await engine.rows(
      `select verdict from sync.checks where window_start = '${hour.replace('T', ' ')}' and window_end = timestamp '${hour.replace('T', ' ')}' + interval 1 hour order by checked_at, verdict`,
    ),
  ).toEqual(expect.arrayContaining([{ verdict: 'differs' }, { verdict: 'equal' }]));
});

type Day = Readonly<Record<string, unknown>>;
const startOf = (body: unknown) => (body as { data: { time_start: number } }).data.time_start;

/** A difference that was just looked at is left alone, and stands all the same until a person has waived it. */
async function staysAsItIs(engine: Engine) {
  engine.clock.now += 10 * 60_000;
  engine.vendor.requests.length = 0;
  const again = await engine.sync();
  expect(again.exitCode).toBe(5);
  expect(histories(engine).map(({ body }) => startOf(body))).not.toContain(at(hour) / 1000);
  expect(reportDocument(again).streams).toMatchObject([
    { differing: [{ window_start: '2025-03-02T10:00:00Z' }] },
  ]);
  expect(reportTroubles(again)).toEqual([
    expect.stringContaining("pv.bets: differs still from the vendor's totals in 1 window; first: "),
  ]);
  const { now } = engine.clock;
  const window = { start: at(hour), end: at(hour) + 3_600_000 };
  const waiver = { account: 'pv', stream: 'pv.bets', by: 'a person', reason: 'known' };
  await enterWaiver(engine.warehouse, { ...waiver, ...window, until: now + 5000 }, now);
  expect((await engine.sync()).exitCode).toBe(0);
}

test("the vendor's totals wrong for an hour: exit 5 and said, and healed when they are right again", async () => {
  const engine = await openShort();
  const { event_id } = oneBet(engine);
  // the history lacks a bet that the totals count
  const spoil = {
    kind: 'edited' as const,
    path: '/api/all/history',
    times: Number.POSITIVE_INFINITY,
    match: ({ body }: { body: unknown }) => startOf(body) === at(hour) / 1000,
    edit: (body: string) => JSON.stringify(withoutBet(JSON.parse(body), event_id)),
  };
  engine.vendor.faults.add(spoil);
  const report = await engine.sync();
  expect(report.exitCode).toBe(5);
  expect(only(report).differences).toHaveLength(1);
  expect(engine.notes.join('\n')).toContain('the vendor counts 1 bets more');
  expect(
    await engine.rows(
      `select state, control_count - received as missing from sync.windows where state = 'mismatch'`,
    ),
  ).toEqual([{ state: 'mismatch', missing: 1n }]);
  await staysAsItIs(engine);
  engine.vendor.faults.clear();
  engine.clock.now += 2 * 3_600_000;
  expect((await engine.sync()).exitCode).toBe(0);
  expect(await states(engine)).toMatchObject([{ state: 'loaded', n: 1 }, { state: 'verified' }]);
});

test.each([
  ['cannot be read again', '/api/all/history', 1],
  ['was read again and cannot be compared again', SUMMARY, 1],
] as const)('a difference that %s is exit 5 all the same', async (_, path, after) => {
  const engine = await openShort();
  const { event_id } = oneBet(engine);
  const match = ({ body }: { body: unknown }) => {
    const { time_start, time_end } = (body as { data: Record<string, number> }).data;
    return time_start === at(hour) / 1000 && time_end === at(hour) / 1000 + 3600;
  };
  const times = Number.POSITIVE_INFINITY;
  engine.vendor.faults.add({ kind: 'answer', body: '{"code":500}', path, match, times, after });
  engine.vendor.faults.add({
    kind: 'edited',
    path: '/api/all/history',
    match,
    times,
    edit: (body) => JSON.stringify(withoutBet(JSON.parse(body), event_id)),
  });
  const report = await engine.sync();
  expect(report.exitCode).toBe(5);
  expect(only(report).differences).toHaveLength(1);
});

function withoutBet(answer: unknown, id: string): unknown {
  const { data, ...rest } = answer as { data: { items: { event_id: string }[]; total: number } };
  const items = data.items.filter(({ event_id }) => event_id !== id);
  return { ...rest, data: { ...data, items, total: data.total - 1 } };
}

test('a vendor that does not answer for its totals costs no window: they stay unproved, and that is said', async () => {
  const engine = await openShort();
  engine.vendor.faults.add({
    kind: 'http-500-html',
    path: SUMMARY,
    times: Number.POSITIVE_INFINITY,
  });
  const report = await engine.sync();
  expect(report.exitCode).toBe(0);
  expect(await states(engine)).toEqual([{ state: 'loaded', n: 31 }]);
  expect(engine.notes.join('\n')).toContain("not compared with the vendor's totals");
  engine.vendor.faults.clear();
  engine.clock.now += 60_000;
  await engine.sync();
  expect(await states(engine)).toMatchObject([{ state: 'loaded' }, { state: 'verified', n: 30 }]);
});

test('a refused record is exit 3 though the totals differ as well, and explains the difference', async () => {
  const engine = await openShort();
  engine.vendor.misbehave.malformed.set(oneBet(engine).event_id, (record) => ({
    ...record,
    bet_amount: 1.5,
  }));
  const report = await engine.sync();
  expect(report.exitCode).toBe(3);
  expect(await engine.value(`select error from sync.windows where state = 'mismatch'`)).toContain(
    '1 refused records could explain',
  );
});

test('four hundred days without bets cost a handful of requests, and are verified', async () => {
  const engine = await open({ start: '2024-01-29', vendor: { betsPerHour: 0 } });
  const report = await engine.sync();
  expect(report.exitCode).toBe(0);
  expect(only(report)).toMatchObject({ untried: 0, received: 0 });
  expect(engine.vendor.requests.length).toBeLessThan(40);
  expect(engine.notes.join('\n')).toContain('400 days without bets');
  expect((await engine.gaps()).filter(({ stream }) => stream === 'pv.bets')).toEqual([]);
  expect(
    await engine.value(`select min(window_start) from sync.windows where state = 'verified'`),
  ).toBe('2024-01-29 00:00:00');
});

test('a day that the totals once call empty and that is not is read hour by hour', async () => {
  const engine = await openShort();
  engine.vendor.faults.add({
    kind: 'answer',
    path: SUMMARY,
    body: '{"code":200,"msg":"","data":{"day_list":[]}}',
  });
  await engine.sync();
  expect(Number(await engine.value('select count(*) from pv.bets'))).toBeGreaterThan(100);
  expect(await states(engine)).toMatchObject([
    { state: 'loaded', n: 1 },
    { state: 'verified', n: 30 },
  ]);
});

test('days that the totals call empty in one moment are asked for once more an hour later, and what is in them is read', async () => {
  const engine = await open({ vendor: { betsPerHour: 1 } });
  engine.vendor.faults.add({
    kind: 'answer',
    path: SUMMARY,
    body: '{"code":200,"msg":"","data":{"day_list":[]}}',
    times: 2,
  });
  const days = async () =>
    (
      await engine.rows(
        'select strftime(end_at, $$%m-%d$$) as day from pv.bets group by all order by 1',
      )
    ).map(({ day }) => String(day));
  await engine.sync();
  expect(engine.notes.join('\n')).toContain('3 days without bets');
  expect(await days()).toEqual(['03-04']);
  engine.clock.now += 3_000_000;
  await engine.sync();
  // rows that come late are looked for in the last two days; for the others it is the same moment still
  expect((await days()).filter((day) => day < '03-02')).toEqual([]);
  engine.clock.now += 3_600_000;
  const report = await engine.sync();
  expect(report.exitCode).toBe(0);
  expect(await days()).toEqual(['03-01', '03-02', '03-03', '03-04']);
  expect(await states(engine)).toMatchObject([{ state: 'loaded' }, { state: 'verified' }]);
});

test('days that stay empty are asked for once more, and never again by a sync', async () => {
  const engine = await open({ start: '2025-02-01', vendor: { betsPerHour: 0 } });
  await engine.sync();
  const calls: number[] = [];
  for (let look = 1; look <= 3; look += 1) {
    engine.clock.now += 3_700_000;
    engine.vendor.requests.length = 0;
    await engine.sync();
    calls.push(summaries(engine).length);
  }
  const [first = 0, second = 0, third] = calls;
  expect([first, second]).toEqual([second + 1, third]);
});

test.each([
  ['name a date twice', (days: Day[]) => [...days, ...days.slice(0, 1)], /2025-03-0\d twice/],
  ['do not add up to their own summary', (days: Day[]) => days.slice(1), /do not add up/],
])(
  'totals that %s are no witness: nothing is verified by them, and that is said',
  async (_, edit, says) => {
    const engine = await openShort();
    engine.vendor.faults.add({
      kind: 'edited',
      path: SUMMARY,
      times: Number.POSITIVE_INFINITY,
      edit: (body) => {
        const answer = JSON.parse(body);
        return JSON.stringify({
          ...answer,
          data: { ...answer.data, day_list: edit(answer.data.day_list) },
        });
      },
    });
    await engine.sync();
    expect(engine.notes.join('\n')).toMatch(says);
    expect(await states(engine)).toEqual([{ state: 'loaded', n: 31 }]);
  },
);
