/** What guards a window from being committed when it was not read whole. */
import { expect, test, vi } from 'vitest';
import type { Net } from '../../src/contract/net.ts';
import type { Page, WindowedStream } from '../../src/contract/stream.ts';
import { loadWindow } from '../../src/sync/load-window.ts';
import {
  at,
  bet,
  between,
  madeUpAccount,
  madeUpBets,
  openMadeUpReport,
  RUN,
} from '../support/made-up-report.ts';

vi.mock('node:timers/promises', () => ({ setTimeout: async () => {} }));

const HOUR = between('10:00', '11:00');
const [A, B] = [bet('a', '10:05'), bet('b', '10:25')];
const page = (records: readonly unknown[], total?: number, truncated?: string): Page => ({
  records,
  total,
  ...(truncated !== undefined && { truncated }),
});

/** Loads the hour from a vendor that answers its reads like this; the last answer is given for ever. */
async function load(reads: readonly (readonly Page[])[], vendorAheadMs: number[] = [0]) {
  const report = await openMadeUpReport();
  let asked = 0;
  const stream = {
    ...madeUpBets,
    read: async function* () {
      asked += 1;
      yield* reads[Math.min(asked, reads.length) - 1] ?? [];
    },
  } as WindowedStream;
  const net = {
    now: () => at('11:01'),
    pause: async () => {},
    clockAheadMs: () => vendorAheadMs[Math.min(asked, vendorAheadMs.length) - 1],
  } as unknown as Net;
  const outcome = await loadWindow({
    job: { account: madeUpAccount, stream, windows: [HOUR], priority: 0 },
    window: HOUR,
    context: {
      warehouse: report.warehouse,
      net,
      runId: RUN,
      signal: new AbortController().signal,
      watch: {
        loaded: () => {},
        failed: () => {},
        unknownField: () => {},
        noted: () => {},
        stop: () => {},
      },
    },
  }).catch((error: unknown) => error);
  return { outcome, asked, stored: await report.stored(), ledger: await report.ledger() };
}
const unstable = (says: string) => ({ code: 'unstable', message: expect.stringContaining(says) });

test('total: a read that brought fewer records than the vendor counts is no read', async () => {
  const { outcome, asked, stored, ledger } = await load([[page([A], 2)]]);
  expect(outcome).toMatchObject(unstable('1 records came, total says 2'));
  expect({ asked, stored, ledger }).toEqual({ asked: 4, stored: [], ledger: [] });
});

test('total: one that changes from page to page makes the read begin again, though the sum fits', async () => {
  const moved = [page([A], 3), page([B], 2)];
  const { asked, stored } = await load([moved, [page([A, B], 2)]]);
  expect(asked).toBe(2);
  expect(stored).toHaveLength(2);
});

test('split: a record on two pages says that another was missed', async () => {
  const { outcome, stored } = await load([[page([A], 2), page([A], 2)]]);
  expect(outcome).toMatchObject(unstable('1 records stand on two pages'));
  expect(stored).toEqual([]);
  const refused = { ...B, amount: 'much' };
  expect((await load([[page([A, refused], 3), page([refused], 3)]])).outcome).toMatchObject(
    unstable('1 records stand on two pages'),
  );
});

test('split: a record twice on one page is read whole', async () => {
  const { outcome, asked } = await load([[page([A, A], 2)]]);
  expect(outcome).toMatchObject({ counts: { received: 2, inserted: 1 } });
  expect(asked).toBe(1);
});

test('clock: a window that is not over by the clock of the vendor stops the source', async () => {
  const { outcome, stored, asked } = await load([[page([A])]], [-63_000]);
  expect(outcome).toMatchObject({ code: 'clock', recovery: 'stop' });
  expect({ stored, asked }).toEqual({ stored: [], asked: 2 });
  // to the second: a Date header knows no more
  expect((await load([[page([A])]], [-62_000])).outcome).toMatchObject({ counts: { inserted: 1 } });
});

test('clock: an answer that only lay unread does not put the clock in the wrong', async () => {
  const { outcome, asked } = await load([[page([A])]], [-63_000, 0]);
  expect(outcome).toMatchObject({ counts: { inserted: 1 } });
  expect(asked).toBe(2);
});

test('truncated: what the vendor does not give is said, and stands in the ledger', async () => {
  const { outcome, ledger } = await load([[page([A], 1, 'truncated: one row'), page([], 1)]]);
  expect(outcome).toMatchObject({ truncated: 'truncated: one row' });
  expect(ledger).toMatchObject([{ state: 'loaded', truncated: 'truncated: one row' }]);
});
