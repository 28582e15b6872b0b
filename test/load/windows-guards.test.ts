/** What guards the ledger of windows: held windows stay held, failed ones stay due. */
import { expect, test } from 'vitest';
import { expireWindows, failWindow } from '../../src/load/windows.ts';
import { bet, between, openMadeUpReport, RUN } from '../support/made-up-report.ts';

const HOUR = between('10:00', '11:00');

async function open() {
  const report = await openMadeUpReport();
  return {
    ...report,
    fail: (window = HOUR, error = 'no answer') =>
      failWindow(report.warehouse, { ...report.key, window, error, run: RUN }),
    said: async () =>
      (await report.ledger()).map(
        ({ start, end, state, attempts }) =>
          `${clock(start)}-${clock(end)} ${state} after ${attempts}`,
      ),
  };
}
const clock = (instant: number) => new Date(instant).toISOString().slice(11, 16);

test('held: a failed re-read makes what it was to replace due again, and fails the rest once', async () => {
  const { commit, fail, said } = await open();
  await commit({ window: between('10:00', '10:20'), records: [bet('a', '10:05')] });
  await fail();
  expect(await said()).toEqual(['10:00-10:20 failed after 2', '10:20-11:00 failed after 1']);
});

test('rest: what a loaded window does not cover of a failed one stays failed, with its reason', async () => {
  const { commit, fail, said, ledger } = await open();
  await fail(HOUR, 'the vendor was down');
  await commit({ window: between('10:20', '10:40'), records: [] });
  expect(await said()).toEqual([
    '10:00-10:20 failed after 1',
    '10:20-10:40 loaded after 2',
    '10:40-11:00 failed after 1',
  ]);
  expect((await ledger()).map(({ error }) => error)).toEqual([
    'the vendor was down',
    null,
    'the vendor was down',
  ]);
});

test('attempts: each failed read is counted, and the read that succeeds as well', async () => {
  const { commit, fail, said } = await open();
  await fail();
  await fail();
  expect(await said()).toEqual(['10:00-11:00 failed after 2']);
  await commit({ window: HOUR, records: [] });
  expect(await said()).toEqual(['10:00-11:00 loaded after 3']);
});

test('replace: the windows that lie inside a loaded one go, and no other', async () => {
  const { commit, said } = await open();
  for (const [from, to] of [
    ['09:00', '10:00'],
    ['10:00', '10:20'],
    ['10:20', '10:40'],
    ['11:00', '12:00'],
  ] as const) {
    await commit({ window: between(from, to), records: [] });
  }
  await commit({ window: HOUR, records: [] });
  expect(await said()).toEqual([
    '09:00-10:00 loaded after 1',
    '10:00-11:00 loaded after 1',
    '11:00-12:00 loaded after 1',
  ]);
});

test('expired: what the vendor no longer keeps takes the place of the attempts to read it', async () => {
  const { fail, said, key, warehouse } = await open();
  await fail();
  await expireWindows(warehouse, { ...key, windows: [HOUR], run: RUN });
  expect(await said()).toEqual([expect.stringMatching(/^10:00-11:00 expired/)]);
});
