/** What guards a walk: rows and cursor go together, and nothing is said to be complete that is not. */
import { expect, test } from 'vitest';
import type { Walk } from '../../src/contract/ledger.ts';
import type { Net } from '../../src/contract/net.ts';
import type { CursorPage, CursorStream } from '../../src/contract/stream.ts';
import { listWalks } from '../../src/load/cursors.ts';
import { loadWalk } from '../../src/sync/load-walk.ts';
import {
  at,
  bet,
  between,
  loading,
  madeUpAccount,
  madeUpBets,
  openMadeUpReport,
} from '../support/made-up-report.ts';

const SYNC: Walk = { range: null, start: '', cursor: '', isWhole: true };
const NOW = at('12:00');
const LAG_SECONDS = 60;
const [A, B, C] = [bet('a', '10:05'), bet('b', '10:25'), bet('c', '11:05')];

/** Walks once over pages given by the cursor before them; a cursor without a page cannot be read. */
async function open(pages: Record<string, CursorPage>, vendorAheadMs?: number) {
  const report = await openMadeUpReport();
  const stream = {
    ...madeUpBets,
    mode: 'upsert',
    windows: undefined,
    cursor: {
      pageSize: 2,
      driftMs: 60_000,
      eventTimeOf: (record: unknown) => BigInt(at((record as typeof A).bet_at)) * 1000n,
    },
    readPage: async ({ cursor }: { cursor: string }) => {
      const page = pages[cursor];
      if (page) return page;
      throw new Error(`nothing behind ${cursor}`);
    },
  } as unknown as CursorStream;
  const net = { now: () => NOW, clockAheadMs: () => vendorAheadMs } as unknown as Net;
  const account = { ...madeUpAccount, lagSeconds: LAG_SECONDS };
  return {
    ...report,
    walk: (walk: Walk = SYNC) =>
      loadWalk(
        { account, stream, walk, priority: 0 },
        loading(report.warehouse, net),
        () => {},
      ).catch((error: unknown) => error),
    ledger: () => listWalks(report.warehouse.db, report.key),
    ids: async () =>
      (await report.rows('select id from made_up.bets order by id')).map(({ id }) => id),
  };
}
const WHOLE = { '': { records: [A, B], next: 'x' }, x: { records: [C], next: 'x' } };

test('complete: a walk to the end has everything up to the lag before its last page was asked for', async () => {
  const { walk, ledger, ids } = await open(WHOLE);
  await walk();
  expect(await ids()).toEqual(['a', 'b', 'c']);
  expect(await ledger()).toMatchObject([
    { cursor: 'x', isComplete: true, completeUntil: NOW - LAG_SECONDS * 1000, rows: 3 },
  ]);
});

test('whole: a walk that began in the middle of the report proves nothing complete', async () => {
  const { walk, ledger } = await open(WHOLE);
  const range = between('10:00', '12:00');
  await walk({ range, start: 'x', cursor: 'x', isWhole: false });
  expect(await ledger()).toMatchObject([{ isComplete: true, completeUntil: null }]);
});

test('clock: a vendor whose clock is behind ours is complete only by its own', async () => {
  const behindMs = 300_000;
  const { walk, ledger } = await open(WHOLE, -behindMs);
  await walk();
  expect(await ledger()).toMatchObject([{ completeUntil: NOW - behindMs - LAG_SECONDS * 1000 }]);
  const ahead = await open(WHOLE, behindMs);
  await ahead.walk();
  expect(await ahead.ledger()).toMatchObject([{ completeUntil: NOW - LAG_SECONDS * 1000 }]);
});

test('range: a backfill stores what lies in its range and no more', async () => {
  const { walk, ids } = await open(WHOLE);
  await walk({ range: between('10:25', '11:05'), start: '', cursor: '', isWhole: true });
  expect(await ids()).toEqual(['b']);
});

test('cursor: it stands behind the rows that are stored, however the walk ends', async () => {
  const { walk, ledger, ids } = await open({ '': { records: [A, B], next: 'gone' } });
  expect(await walk()).toMatchObject({ message: 'nothing behind gone' });
  expect(await ids()).toEqual(['a', 'b']);
  expect(await ledger()).toMatchObject([
    { cursor: 'gone', isComplete: false, completeUntil: null, rows: 2 },
  ]);
});
