/** A month that stands in ClickHouse alone: nothing is loaded into it, and which months may go. */
import { expect, test } from 'vitest';
import { catalogue } from '../../src/catalogue.ts';
import { addForgotten } from '../../src/load/clickhouse/sum-forgotten.ts';
import { listMonths, whyKept } from '../../src/load/forget-rule.ts';
import { turnForgotten } from '../../src/load/forgotten.ts';
import { at, bet, between, openMadeUpReport, RUN } from '../support/made-up-report.ts';

/** From ten to twelve o'clock, as if it were a month. */
const FORGOTTEN = `
  insert into sync.forgotten values
    ('a', 'made_up.bets', '2025-03', '2025-03-01 10:00', '2025-03-01 12:00', 2, 0, '{}', 'x', 'far.example', 1, '2025-06-01', uuid '${RUN}')`;

async function openForgotten() {
  const report = await openMadeUpReport();
  await report.commit({ window: between('12:00', '13:00'), records: [bet('c', '12:30')] });
  await report.run(FORGOTTEN);
  turnForgotten();
  return report;
}

test('a window that touches a forgotten month is refused with the next step, an empty read of it too', async () => {
  const report = await openForgotten();
  for (const window of [between('10:00', '11:00'), between('11:30', '12:30')]) {
    for (const records of [[], [bet('a', '11:45')]]) {
      await expect(report.commit({ window, records })).rejects.toMatchObject({
        code: 'forgotten',
        exitCode: 2,
        message: expect.stringContaining(
          '2025-03 is forgotten here and stands in ClickHouse (far.example) alone',
        ),
        hint: '`ggr remember a 2025-03` brings the month back',
      });
    }
  }
  expect(await report.stored()).toEqual(['c 12:30 1.0 @12:00']);
  expect(await report.ledger()).toHaveLength(1);
});

test('a row that comes late into one fails its window, and nothing of that is loaded', async () => {
  const report = await openForgotten();
  const records = [bet('b', '11:59'), bet('d', '13:01')];
  await expect(report.commit({ window: between('13:00', '14:00'), records })).rejects.toMatchObject(
    {
      code: 'forgotten',
      recovery: 'quarantine',
      hint: '`ggr remember a 2025-03` brings the month back',
    },
  );
  expect(await report.stored()).toEqual(['c 12:30 1.0 @12:00']);
  await report.commit({ window: between('13:00', '14:00'), records: [bet('d', '13:01')] });
  await report.run('delete from sync.forgotten');
  turnForgotten();
  await report.commit({ window: between('10:00', '12:00'), records: [bet('b', '11:59')] });
  expect(await report.stored()).toHaveLength(3);
});

test('sums of an interval near one are not taken for whole without the cluster', async () => {
  const report = await openMadeUpReport();
  const pvBets = catalogue.streams.find(({ name }) => name === 'pv.bets');
  if (!pvBets?.windows) throw new Error('pv.bets is asked for by windows');
  await report.run(FORGOTTEN.replace('made_up.bets', 'pv.bets'));
  turnForgotten();
  const none = { count: 0n, stake: 0n, ggr: 0n, rejects: 0n, openRejects: 0n };
  const part = { account: 'a', stream: pvBets, by: 'window' } as const;
  const sum = (day: string) => {
    const start = Date.parse(day);
    return addForgotten(report, { ...part, window: { start, end: start + 3_600_000 } }, none);
  };
  await expect(sum('2025-03-01T11:00Z')).rejects.toMatchObject({ code: 'forgotten', exitCode: 2 });
  expect(await sum('2025-03-08T11:00Z')).toEqual(none);
});

const BETS = (days: string) => `
  insert into pv.bets
  select 'pv', 'id-' || i, 'd', 1, 1, '', 1, 0, 0, 0, ts, ts, null, date_trunc('hour', ts), ts + interval 1 hour, 1, uuid '${RUN}'
    from (select i, timestamp '2025-01-01 00:30' + i * interval 1 day as ts from range(${days}) t(i));
  insert into sync.windows by name
  select 'pv' as account, 'pv.bets' as stream, day as window_start, day + interval 1 day as window_end, 'verified' as state, 1 as received, 1 as inserted, 0 as updated,
         0 as unchanged, 0 as quarantined, 0 as withdrawn, day + interval 2 day as fetched_at, day + interval 2 day as closed_at, 1 as attempts, uuid '${RUN}' as run_id
    from (select unnest(generate_series(timestamp '2025-01-01', timestamp '2025-04-30', interval 1 day)) as day)`;

const HOLE = 'is whole, over and verified or checked';

interface Case {
  readonly where: string;
  readonly change: string;
  readonly why: string;
  readonly today?: string;
}

const CASES: readonly Case[] = [
  {
    where: 'a window differs',
    change: `update sync.windows set state = 'mismatch' where window_start = '2025-01-20'`,
    why: HOLE,
  },
  {
    where: 'a window is not there',
    change: `delete from sync.windows where window_start = '2025-01-20'`,
    why: HOLE,
  },
  {
    where: 'a window was not over when it was read',
    change: `update sync.windows set closed_at = null where window_start = '2025-01-20'`,
    why: HOLE,
  },
  {
    where: 'the vendor does not give all of a window',
    change: `update sync.windows set truncated = 'x' where window_start = '2025-01-31'`,
    why: HOLE,
  },
  {
    where: 'a window is loaded and nobody has proved it',
    change: `update sync.windows set state = 'loaded' where window_start = '2025-01-31'`,
    why: HOLE,
  },
  {
    where: 'a window of the neighbour brought a row of it, and differs',
    change: `update pv.bets set window_start = '2025-02-01' where event_id = 'id-30'; update sync.windows set state = 'mismatch' where window_start = '2025-02-01'`,
    why: HOLE,
  },
  {
    where: 'a row came in a window far away',
    change: `update pv.bets set window_start = '2025-04-01' where event_id = 'id-30'`,
    why: 'days outside',
  },
  {
    where: 'a record was refused',
    change: `insert into sync.rejects by name select 'pv' as account, 'pv.bets' as stream, timestamp '2025-01-03' as window_start, timestamp '2025-01-04' as window_end, 'x' as id, 'f' as field, 'r' as reason, '{}' as raw, timestamp '2025-01-05' as fetched_at, timestamp '2025-01-05' as first_seen, 'record' as kind, uuid '${RUN}' as run_id`,
    why: '1 refused record of pv.bets',
  },
  {
    where: 'the night still compares it',
    change: `select 1`,
    why: 'nightly comparison',
    today: '2025-03-20',
  },
];

test('a month may go where nothing is in the way, and else its reason is told', async () => {
  const { warehouse } = await openMadeUpReport();
  const { db } = warehouse;
  await db.run(BETS('120'));
  const whyOf = async (today: string) => {
    const rule = { catalogue, keepMonths: 1, now: Date.parse(today) };
    const months = await listMonths(db, rule);
    const [january] = months;
    if (!january) throw new Error('it has rows');
    expect(january).toMatchObject({ starts: '2025-01-01 00:00:00', ends: '2025-02-01 00:00:00' });
    expect(months.at(-1)?.month).toBe(today < '2025-04' ? '2025-01' : '2025-03');
    return whyKept(db, january, rule);
  };
  expect(await whyOf('2025-05-10')).toBeUndefined();
  for (const { where, change, why, today = '2025-05-10' } of CASES) {
    await db.run('begin');
    await db.run(change);
    const told = await whyOf(today);
    expect({ where, told }).toEqual({ where, told: expect.stringContaining(why) });
    await db.run('rollback');
  }
});

test('a report that walks has no month that may go', async () => {
  const { warehouse } = await openMadeUpReport();
  const { db } = warehouse;
  const [bets] = catalogue.streams.filter(({ name }) => name === 'pop.bets');
  if (!bets) throw new Error('pop has bets');
  const values = Object.entries(bets.columns).map(([name, type]) =>
    type === 'VARCHAR'
      ? `'x' as "${name}"`
      : `cast(${type === 'TIMESTAMP' ? `'2025-01-03'` : '0'} as ${type}) as "${name}"`,
  );
  await db.run(
    `insert into pop.bets by name select 'pop' as account, ${values.join(', ')}, timestamp '2025-01-03' as window_start, timestamp '2025-01-03' as fetched_at, 1 as revision, uuid '${RUN}' as run_id`,
  );
  const rule = { catalogue, keepMonths: 1, now: at('10:00') + 90 * 86_400_000 };
  const [january] = await listMonths(db, rule);
  expect(january && (await whyKept(db, january, rule))).toContain('is read by a walk');
});
