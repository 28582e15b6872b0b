/** What guards the rows of a window when it is committed, each guard alone. */
import { describe, expect, test } from 'vitest';
import type { DoubtedRead } from '../../src/load/doubt.ts';
import { at, bet, between, openMadeUpReport, RUN } from '../support/made-up-report.ts';

const HOUR = between('10:00', '11:00');
const twice = (n: number) => Array.from({ length: n }, () => `('a', 'x', '2025-03-01 10:30')`);

test('adopt-rows: rows that two slices brought belong to the hour that takes their place, changed or not', async () => {
  const report = await openMadeUpReport();
  await report.commit({ window: between('10:00', '10:20'), records: [bet('a', '10:05')] });
  await report.commit({ window: between('10:20', '10:40'), records: [bet('b', '10:25')] });
  await report.commit({ window: HOUR, records: [bet('a', '10:05'), bet('b', '10:25')] });
  expect(await report.stored()).toEqual(['a 10:05 1.0 @10:00', 'b 10:25 1.0 @10:00']);
  expect(await report.revisions()).toEqual([]);
});

test('proveKeys: where a key stands twice, its window is not committed, nor anything that came with it', async () => {
  const report = await openMadeUpReport();
  await report.run(
    `insert into made_up.bets (account, id, bet_at, amount, window_start, fetched_at, revision, run_id)
     select *, 1, timestamp '2025-03-01 10:00', timestamp '2025-03-01 12:00', 1, uuid '${RUN}'
       from (values ${twice(2).join(', ')}) t(account, id, bet_at)`,
  );
  const again = report.commit({ window: HOUR, records: [bet('x', '10:30'), bet('y', '10:40')] });
  await expect(again).rejects.toMatchObject({ code: 'unstable' });
  expect(await report.stored()).toEqual(['x 10:30 1.0 @10:00', 'x 10:30 1.0 @10:00']);
  expect(await report.ledger()).toEqual([]);
});

test('drift: a record whose time moved by almost an hour is still the same record', async () => {
  const report = await openMadeUpReport();
  await report.commit({ window: HOUR, records: [bet('x', '10:10')] });
  await report.commit({ window: between('11:00', '12:00'), records: [bet('x', '11:09')] });
  expect(await report.stored()).toEqual(['x 11:09 1.0 @11:00']);
  expect(await report.revisions()).toEqual(['x replaced']);
});

describe('a complete read that lacks a row withdraws it, but not', () => {
  const loaded = async () => {
    const report = await openMadeUpReport();
    await report.commit({
      window: HOUR,
      records: [bet('a', '10:05'), bet('b', '10:25'), ...CROWD],
      fetchedAt: at('12:00'),
    });
    return report;
  };
  // one row among so many goes without a doubt
  const CROWD = Array.from({ length: 60 }, (_, i) => bet(`crowd${i}`, '10:59'));
  const stored = async (report: Awaited<ReturnType<typeof loaded>>) =>
    (await report.stored()).filter((row) => !String(row).startsWith('crowd'));
  const BOTH = ['a 10:05 1.0 @10:00', 'b 10:25 1.0 @10:00'];

  test('while another window holds it', async () => {
    const report = await loaded();
    expect(
      await report.commit({ window: HOUR, records: [bet('a', '10:05'), ...CROWD] }),
    ).toMatchObject({
      withdrawn: 1,
    });
    await report.commit({ window: between('11:00', '12:00'), records: [] });
    expect(await stored(report)).toEqual(['a 10:05 1.0 @10:00']);
    expect(await report.revisions()).toEqual(['b withdrawn']);
  });

  test('truncated: where the vendor said that it does not give all', async () => {
    const report = await loaded();
    const truncated = 'truncated: at most one row';
    const counts = await report.commit({
      window: HOUR,
      records: [bet('a', '10:05'), ...CROWD],
      truncated,
    });
    expect(counts).toMatchObject({ withdrawn: 0 });
    expect(await stored(report)).toEqual(BOTH);
  });

  test('truncated: nor does a refusal leave that the vendor did not give', async () => {
    const report = await loaded();
    const refused = () => report.rows('select record_key, accepted_by from sync.rejects');
    await report.commit({
      window: HOUR,
      records: [...CROWD, bet('c', '10:30', 'much')],
      truncated: 'truncated',
    });
    await report.run(`update sync.rejects set accepted_by = 'me'`);
    await report.commit({
      window: HOUR,
      records: [...CROWD],
      truncated: 'truncated: at most 60 rows',
    });
    expect(await refused()).toEqual([{ record_key: 'c', accepted_by: 'me' }]);
  });

  test('hidesKeys: where a refused record might be that row', async () => {
    const report = await loaded();
    await report.commit({
      window: HOUR,
      records: [bet('a', '10:05'), ...CROWD, { bet_at: '10:25' }],
    });
    expect(await stored(report)).toEqual(BOTH);
  });

  test('refused: where a refused record is that row', async () => {
    const report = await loaded();
    const bad = bet('b', '10:25', 'much');
    await report.commit({ window: HOUR, records: [bet('a', '10:05'), ...CROWD, bad] });
    expect(await stored(report)).toEqual(BOTH);
  });

  test('late: where the row came by a read that was begun later', async () => {
    const report = await loaded();
    await report.commit({ window: HOUR, records: [...CROWD], fetchedAt: at('11:59') });
    expect(await stored(report)).toEqual(BOTH);
  });
});

test('newer: a read that was begun earlier and ends later changes no row', async () => {
  const report = await openMadeUpReport();
  await report.commit({ window: HOUR, records: [bet('x', '10:30', '2')], fetchedAt: at('12:00') });
  const late = { window: HOUR, records: [bet('x', '10:30', '1')], fetchedAt: at('11:59') };
  expect(await report.commit(late)).toMatchObject({ updated: 0, unchanged: 1 });
  expect(await report.stored()).toEqual(['x 10:30 2.0 @10:00']);
});

test('differs: the same row again is no new version', async () => {
  const report = await openMadeUpReport();
  await report.commit({ window: HOUR, records: [bet('x', '10:30')] });
  expect(await report.commit({ window: HOUR, records: [bet('x', '10:30')] })).toMatchObject({
    updated: 0,
    unchanged: 1,
  });
  expect(await report.rows('select revision from made_up.bets')).toEqual([{ revision: 1 }]);
});

test('stored: of one read, what stayed, what is new and what changed are counted and stored as such', async () => {
  const report = await openMadeUpReport();
  const read = (...records: object[]) => report.commit({ window: HOUR, records });
  const [x, y, z] = [bet('x', '10:30'), bet('y', '10:31', '1'), bet('z', '10:32')];
  await read(x, y);
  expect(await read(x, y, z)).toMatchObject({ inserted: 1, updated: 0, unchanged: 2 });
  const changed = bet('y', '10:31', '2');
  expect(await read(x, changed, z)).toMatchObject({ inserted: 0, updated: 1, unchanged: 2 });
  const more = bet('y', '10:31', '3');
  expect(await read(x, more, z, bet('w', '10:33'))).toMatchObject({
    inserted: 1,
    updated: 1,
    unchanged: 2,
  });
  expect(await report.rows('select id, revision from made_up.bets order by id')).toEqual([
    { id: 'w', revision: 1 },
    { id: 'x', revision: 1 },
    { id: 'y', revision: 3 },
    { id: 'z', revision: 1 },
  ]);
  expect(await report.revisions()).toEqual(['y replaced', 'y replaced']);
});

test('empty: a read without a record enters its window, is doubted where there were rows or refusals, and takes them away when confirmed', async () => {
  const report = await openMadeUpReport();
  const none = { window: HOUR, records: [] };
  expect(await report.commit(none)).toMatchObject({ received: 0, withdrawn: 0 });
  const entered = { ...HOUR, state: 'loaded', received: 0, attempts: 1 };
  expect(await report.ledger()).toMatchObject([entered]);
  await report.commit({ window: HOUR, records: [bet('b', '10:25', 'much')] });
  expect(await report.rows('select record_key from sync.rejects')).toHaveLength(1);
  const doubted = await report.commit(none).catch((error: unknown) => error as DoubtedRead);
  expect(doubted).toMatchObject({
    message: 'the read would take 1 of 1 refused records out of quarantine',
  });
  expect(await report.rows('select record_key from sync.rejects')).toHaveLength(1);
  await report.commit({ ...none, confirmed: (doubted as DoubtedRead).fingerprint });
  expect(await report.rows('select record_key from sync.rejects')).toEqual([]);
  await report.commit({ window: HOUR, records: [bet('a', '10:05')] });
  await expect(report.commit(none)).rejects.toThrow('would withdraw 1 of 1 rows');
  expect(await report.stored()).toEqual(['a 10:05 1.0 @10:00']);
});

test('owns: a row that a window returned beside its own stays with the window of its time', async () => {
  const report = await openMadeUpReport();
  const both = [bet('x', '10:59'), bet('y', '11:00')];
  await report.commit({ window: HOUR, records: both });
  await report.commit({ window: between('11:00', '12:00'), records: both });
  expect(await report.stored()).toEqual(['x 10:59 1.0 @10:00', 'y 11:00 1.0 @11:00']);
});

test('dedupe: of a key that stands twice in a read the last counts, and the other is kept as a revision', async () => {
  const report = await openMadeUpReport();
  const records = [bet('x', '10:30', '1'), bet('x', '10:30', '2')];
  expect(await report.commit({ window: HOUR, records })).toMatchObject({ inserted: 1 });
  expect(await report.stored()).toEqual(['x 10:30 2.0 @10:00']);
  expect(await report.revisions()).toEqual(['x superseded']);
});

test('one writer: two windows that bring a new key at the same time leave one row of it', async () => {
  const report = await openMadeUpReport();
  const hours = [HOUR, between('11:00', '12:00'), between('12:00', '13:00')];
  await Promise.all(hours.map((window) => report.commit({ window, records: [bet('x', '11:30')] })));
  expect(await report.stored()).toHaveLength(1);
});

test('quarantine: refused records are counted, kept once, and leave with the read that mends them', async () => {
  const report = await openMadeUpReport();
  const [good, bad] = [bet('a', '10:05'), bet('b', '10:25', 'much')];
  for (let read = 1; read <= 2; read += 1) {
    const counts = await report.commit({ window: HOUR, records: [good, bad] });
    expect(counts).toMatchObject({ received: 2, quarantined: 1 });
    expect(await report.rows('select record_key, field from sync.rejects')).toEqual([
      { record_key: 'b', field: 'amount' },
    ]);
  }
  // another window that meets it takes it over
  const next = { window: between('11:00', '12:00'), records: [bad] };
  expect(await report.commit(next)).toMatchObject({ quarantined: 1, refusedNew: 0 });
  expect(await report.rows('select record_key from sync.rejects')).toEqual([{ record_key: 'b' }]);
  await report.commit({ window: HOUR, records: [good, bet('b', '10:25')] });
  expect(await report.rows('select * from sync.rejects')).toEqual([]);
});

test('refused newer: a read that was begun earlier and ends later takes no refusal away and puts none beside it', async () => {
  const report = await openMadeUpReport();
  const read = (time: string, ...records: unknown[]) =>
    report.commit({ window: HOUR, records: [bet('y', '10:40'), ...records], fetchedAt: at(time) });
  const nameless = { bet_at: '10:25' };
  const quarantine = async () =>
    (
      await report.rows(
        `select coalesce(record_key, 'nameless') || ' ' || coalesce(raw ->> 'amount', '') || strftime(fetched_at, ' %H:%M') || coalesce(' ' || accepted_by, '') as said from sync.rejects order by 1`,
      )
    ).map(({ said }) => said);
  await read('12:00', bet('x', '10:30', 'much'), nameless);
  await report.run(`update sync.rejects set accepted_by = 'me'`);
  const stands = ['nameless  12:00 me', 'x much 12:00 me'];
  expect(await read('11:59', bet('x', '10:30', '1'))).toMatchObject({ inserted: 1 });
  expect(await quarantine()).toEqual(stands);
  expect(await read('11:58', bet('x', '10:30', 'more'), nameless)).toMatchObject({
    quarantined: 2,
    refusedNew: 0,
  });
  expect(await quarantine()).toEqual(stands);
  // one that a clock has entered which stood ahead is no newer read
  await report.run(
    `update sync.rejects set fetched_at = timestamp '2025-06-01' where record_key = 'x'`,
  );
  await read('13:00', bet('x', '10:30', '1'), nameless);
  expect(await quarantine()).toEqual(['nameless  13:00 me']);
});
