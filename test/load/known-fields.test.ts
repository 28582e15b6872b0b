/** What is known of a stream's fields is remembered by the store's owner, no longer than it is true. */
import { expect, test } from 'vitest';
import { excuseField } from '../../src/load/rejects.ts';
import { at, bet, between, openMadeUpReport } from '../support/made-up-report.ts';

const HOURS = [between('10:00', '11:00'), between('11:00', '12:00'), between('12:00', '13:00')];
const FIELDS = `select field, records from sync.fields where field = 'mood'`;

/** Hours of ten bets; those of one hour have a field of their own. */
const hourOf = (hour: number, more: object = {}) =>
  Array.from({ length: 10 }, (_, i) => ({ ...bet(`${hour}-${i}`, `1${hour}:30`), ...more }));

test('what is remembered goes on counting, and is written where it is news', async () => {
  const report = await openMadeUpReport();
  const [first, second, third] = HOURS as [(typeof HOURS)[0], (typeof HOURS)[0], (typeof HOURS)[0]];
  await report.commit({ window: first, records: hourOf(0) });
  await report.commit({ window: second, records: hourOf(1) });
  expect(await report.rows(FIELDS)).toEqual([]);
  await report.commit({ window: third, records: hourOf(2, { mood: 'good' }) });
  expect(await report.rows(FIELDS)).toEqual([{ field: 'mood', records: 30n }]);
});

test('what a commit that failed had learnt is news again', async () => {
  const report = await openMadeUpReport();
  const [window] = HOURS as [(typeof HOURS)[0]];
  const records = hourOf(0, { mood: 'good' });
  await report.run(`alter table sync.windows rename to hidden`);
  await expect(report.commit({ window, records })).rejects.toThrow();
  await report.run(`alter table sync.hidden rename to windows`);
  expect(await report.rows(FIELDS)).toEqual([]);
  await report.commit({ window, records });
  expect(await report.rows(FIELDS)).toEqual([{ field: 'mood', records: 10n }]);
});

test('what a person says of a field is heard by the next read', async () => {
  const report = await openMadeUpReport();
  const { warehouse, key } = report;
  const [window] = HOURS as [(typeof HOURS)[0]];
  await report.commit({ window, records: hourOf(0) });
  const named = { stream: key.stream, field: 'amount', account: null };
  await excuseField(warehouse, named, { by: 'tester', reason: 'dropped', now: at('12:00') });
  const known = await warehouse.fields.recall(warehouse.db, key);
  expect(known.get('amount')).toMatchObject({ records: 10, isExcused: true });
});
