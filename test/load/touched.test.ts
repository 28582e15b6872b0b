/** Every hour whose rows a commit changes is marked with it: a mark that is missing hides the change from readers. */
import { expect, test } from 'vitest';
import { DoubtedRead } from '../../src/load/doubt.ts';
import { at, bet, between, openMadeUpReport } from '../support/made-up-report.ts';

const DAY_MS = 86_400_000;
const HOURS = `select strftime(date_trunc('hour', bet_at), '%H') as hour, sum(cast(hash(t) as hugeint))::varchar as digest from made_up.bets t group by all`;
const MARKS = `select distinct strftime(hour, '%H') as hour from sync.touched where relation = 'made_up.bets' and number > $1 order by 1`;

test('inserts, changes, withdrawals, moved events, doubled keys, splits and adopted rows mark their hours', async () => {
  const report = await openMadeUpReport();
  let fetchedAt = at('00:00') + DAY_MS;
  const digests = async () =>
    new Map((await report.rows(HOURS)).map(({ hour, digest }) => [String(hour), digest]));
  /** Commits a read; the hours that are other rows now, and those that are marked. */
  const commit = async (window: [string, string], records: readonly unknown[]) => {
    const before = await digests();
    const [last] = await report.rows('select max(number)::varchar as number from sync.touched');
    fetchedAt += 1000;
    const read = { window: between(...window), records, fetchedAt };
    await report.commit(read).catch((error: unknown) => {
      if (!(error instanceof DoubtedRead)) throw error;
      return report.commit({ ...read, confirmed: error.fingerprint });
    });
    const after = await digests();
    const changed = [...new Set([...before.keys(), ...after.keys()])].filter(
      (hour) => before.get(hour) !== after.get(hour),
    );
    const marked = await report.rows(MARKS.replace('$1', String(last?.number)));
    return { changed: changed.sort(), marked: marked.map(({ hour }) => String(hour)) };
  };
  const TEN = [bet('a', '10:10'), bet('b', '10:40'), bet('c', '10:50')];
  const expectMarked = async (read: ReturnType<typeof commit>, changed: readonly string[]) => {
    const made = await read;
    expect(made.changed).toEqual(changed);
    expect(made.marked).toEqual(expect.arrayContaining([...changed]));
    return made.marked;
  };

  expect(await expectMarked(commit(['10:00', '11:00'], TEN), ['10'])).toEqual(['10']);
  expect(await expectMarked(commit(['10:00', '11:00'], TEN), [])).toEqual([]);
  const dearer = [bet('a', '10:10', '2'), ...TEN.slice(1)];
  expect(await expectMarked(commit(['10:00', '11:00'], dearer), ['10'])).toEqual(['10']);
  // two hours in one window: the bets of one of them are withdrawn
  await expectMarked(commit(['12:00', '14:00'], [bet('d', '12:10'), bet('e', '13:10')]), [
    '12',
    '13',
  ]);
  await expectMarked(commit(['12:00', '14:00'], [bet('e', '13:10')]), ['12']);
  // its event time moves by half an hour, into the next one
  await expectMarked(commit(['12:00', '14:00'], [bet('e', '12:45')]), ['12', '13']);
  // and by half a day, where MERGE does not look for it
  await expectMarked(commit(['22:00', '23:00'], [bet('a', '22:10')]), ['10', '22']);
  // an hour that is read again in halves: rows pass to the second half unread
  await expectMarked(commit(['10:00', '10:30'], []), ['10']);
  // the halves as one hour again: unchanged rows pass to it
  await expectMarked(commit(['10:00', '11:00'], TEN.slice(1)), ['10']);
  const [revisions] = await report.rows(
    `select count(*)::integer as n from sync.touched where relation = 'sync.revisions'`,
  );
  expect(Number(revisions?.n)).toBeGreaterThan(3);
});
