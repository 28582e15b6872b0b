/** A window that stands whole in the ledger and is read again in parts. */
import { expect, test } from 'vitest';
import { bet, between, openMadeUpReport } from '../support/made-up-report.ts';

const HOUR = between('10:00', '11:00');
const FIRST = between('10:00', '10:30');
const SECOND = between('10:30', '11:00');
const EARLY = ['a', 'b', 'c'].map((id) => bet(id, '10:10'));
const LATE = ['d', 'e', 'f'].map((id) => bet(id, '10:40'));

test('keeps the rows of the second half when the first is read, and no ledger row lies across another', async () => {
  const report = await openMadeUpReport();
  await report.commit({ window: HOUR, records: [...EARLY, ...LATE] });
  expect(await report.commit({ window: FIRST, records: EARLY })).toMatchObject({
    unchanged: 3,
    withdrawn: 0,
  });
  expect(await report.revisions()).toEqual([]);
  expect(await report.stored()).toEqual([
    'a 10:10 1.0 @10:00',
    'b 10:10 1.0 @10:00',
    'c 10:10 1.0 @10:00',
    'd 10:40 1.0 @10:30',
    'e 10:40 1.0 @10:30',
    'f 10:40 1.0 @10:30',
  ]);
  const ledger = await report.ledger();
  expect(ledger.map(({ start, end, received }) => ({ start, end, received }))).toEqual([
    { ...FIRST, received: 3 },
    { ...SECOND, received: 3 },
  ]);
  await report.commit({ window: SECOND, records: LATE });
  expect(await report.stored()).toHaveLength(6);
});

test('in three parts where it is the middle that is read', async () => {
  const report = await openMadeUpReport();
  await report.commit({ window: HOUR, records: [...EARLY, bet('m', '10:25'), ...LATE] });
  const middle = between('10:20', '10:30');
  await report.commit({ window: middle, records: [bet('m', '10:25')] });
  const ledger = await report.ledger();
  expect(ledger.map(({ start, end, received }) => ({ start, end, received }))).toEqual([
    { ...between('10:00', '10:20'), received: 3 },
    { ...middle, received: 1 },
    { ...SECOND, received: 3 },
  ]);
  expect(await report.stored()).toHaveLength(7);
});
