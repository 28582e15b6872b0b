/** Which walk is due: ledgers and requests in, walks out. */
import { describe, expect, test } from 'vitest';
import type { LedgerWalk } from '../../src/contract/ledger.ts';
import {
  backfillWalk,
  countWalkRequests,
  heldTimes,
  missingTimes,
  syncWalk,
} from '../../src/sync/walk.ts';

const DAY = 86_400_000;
const day = (n: number, days = 1) => ({ start: n * DAY, end: (n + days) * DAY });
const walk = (fields: Partial<LedgerWalk> = {}): LedgerWalk => ({
  resume: { cursor: fields.cursor ?? 'c', rows: fields.rows ?? 12_000 },
  range: null,
  start: '',
  cursor: 'c',
  isWhole: true,
  isComplete: true,
  completeUntil: 20 * DAY,
  firstEventAt: 0,
  rows: 12_000,
  attempts: 0,
  error: null,
  ...fields,
});
const request = (ledger: LedgerWalk[], fields = {}) => ({
  range: day(10),
  ledger,
  until: 100 * DAY,
  only: 'missing' as const,
  ...fields,
});

test('sync begins at the beginning and goes on where it stood', () => {
  expect(syncWalk([])).toEqual({ range: null, start: '', cursor: '', isWhole: true });
  expect(syncWalk([walk({ range: day(3), cursor: 'x' }), walk()])).toMatchObject({ cursor: 'c' });
});

describe('missing', () => {
  test('is nothing of what a whole walk has passed', () => {
    expect(backfillWalk(request([walk()]))).toBe(null);
  });

  test('begins where sync stands, because everything before is stored', () => {
    const ledger = [walk({ completeUntil: 10.5 * DAY })];
    expect(missingTimes(request(ledger))).toEqual([{ start: 10.5 * DAY, end: 11 * DAY }]);
    expect(backfillWalk(request(ledger))).toMatchObject({ start: 'c', cursor: 'c', isWhole: true });
  });

  test('begins at the beginning before the first sync, and is held once it reached the end', () => {
    expect(backfillWalk(request([]))).toMatchObject({ start: '', cursor: '', isWhole: true });
    const done = walk({ range: day(10), completeUntil: 10.9 * DAY });
    expect(heldTimes([done])).toEqual([{ start: 10 * DAY, end: 10.9 * DAY }]);
    expect(backfillWalk(request([{ ...done, completeUntil: 30 * DAY }]))).toBe(null);
  });

  test('goes on with an interrupted walk over the same range, and with no other', () => {
    const begun = walk({ range: day(10), isComplete: false, completeUntil: null, cursor: 'half' });
    expect(backfillWalk(request([begun]))).toMatchObject({ start: '', cursor: 'half' });
    expect(backfillWalk(request([{ ...begun, range: day(10, 2) }]))).toMatchObject({ cursor: '' });
  });

  test('begins where an earlier whole walk over the same range ended, or sync if that is further', () => {
    const done = walk({ range: day(10), cursor: 'end', completeUntil: 10.5 * DAY });
    expect(backfillWalk(request([done]))).toMatchObject({ start: 'end', cursor: 'end' });
    expect(backfillWalk(request([{ ...done, isWhole: false }]))).toMatchObject({ start: '' });
    expect(backfillWalk(request([{ ...done, range: day(10, 2) }]))).toMatchObject({ start: '' });
    const behind = walk({ completeUntil: null });
    expect(backfillWalk(request([behind, done]))).toMatchObject({ start: 'end' });
    const further = walk({ completeUntil: 10.75 * DAY });
    expect(backfillWalk(request([further, done]))).toMatchObject({ start: 'c' });
  });

  test('does not go on with a walk that began at a given cursor', () => {
    const begun = walk({
      range: day(10),
      start: 'mine',
      isWhole: false,
      isComplete: false,
      completeUntil: null,
    });
    expect(backfillWalk(request([begun]))).toMatchObject({ start: '', isWhole: true });
    expect(backfillWalk(request([begun], { from: 'mine' }))).toMatchObject({
      start: 'mine',
      cursor: 'c',
      isWhole: false,
    });
  });

  test('leaves out what is newer than now minus the lag', () => {
    expect(missingTimes(request([], { until: 10.25 * DAY }))).toEqual([
      { start: 10 * DAY, end: 10.25 * DAY },
    ]);
    expect(backfillWalk(request([], { until: 9 * DAY }))).toBe(null);
  });
});

test('failed is an interrupted walk over this range, or nothing', () => {
  const begun = walk({ range: day(10), isComplete: false, completeUntil: null, cursor: 'half' });
  expect(backfillWalk(request([begun], { only: 'failed' }))?.cursor).toBe('half');
  expect(backfillWalk(request([], { only: 'failed' }))).toBe(null);
});

test('all walks from the beginning even over what is held', () => {
  expect(backfillWalk(request([walk()], { only: 'all' }))).toMatchObject({ start: '', cursor: '' });
});

test('requests are known as far as sync has walked', () => {
  const fresh = { range: day(10), start: '', cursor: '', isWhole: true };
  expect(countWalkRequests(fresh, [walk()], 5000)).toBe(4);
  expect(countWalkRequests(fresh, [], 5000)).toBe(1);
  const begun = walk({ range: day(10), cursor: 'half', isComplete: false, rows: 10_000 });
  expect(countWalkRequests(begun, [walk(), begun], 5000)).toBe(2);
  expect(countWalkRequests({ ...fresh, start: 'c', cursor: 'c' }, [walk()], 5000)).toBe(1);
});
