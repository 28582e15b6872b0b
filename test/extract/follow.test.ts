/** The rules of a walk by a cursor, without a vendor. */
import { expect, test } from 'vitest';
import type { CursorContext, CursorPage } from '../../src/contract/stream.ts';
import type { Account } from '../../src/contract/vendor.ts';
import { followCursor } from '../../src/extract/follow.ts';
import { popBets } from '../../src/extract/pop/bets.ts';

const NOW = Date.parse('2025-03-01T00:00:00Z');

/** Follows answers given by cursor; gives how each step ended and which cursors were asked. */
async function follow(answers: Record<string, CursorPage>, cursor = '', aheadMs?: number) {
  const asked: string[] = [];
  const stream = {
    ...popBets,
    cursor: {
      pageSize: 2,
      driftMs: 0,
      eventTimeOf: (record: unknown) => BigInt(record as number) * 1000n,
    },
    readPage: async (context: CursorContext) => {
      asked.push(context.cursor);
      const page = answers[context.cursor];
      if (!page) throw new Error(`nothing behind ${context.cursor}`);
      return page;
    },
  };
  const context = {
    account: { name: 'a' } as Account,
    net: { now: () => NOW, clockAheadMs: () => aheadMs },
    cursor,
  };
  const steps: string[] = [];
  try {
    for await (const step of followCursor(stream, context as unknown as CursorContext)) {
      steps.push(`${step.records.length}@${step.cursor}${step.isLast ? ' last' : ''}`);
    }
  } catch (error) {
    steps.push(error instanceof Error ? error.message : '');
  }
  return { asked, steps };
}
const page = (next: string, ...records: number[]): CursorPage => ({ records, next });

test('cursors are opaque: their order means nothing', async () => {
  const { steps } = await follow({ '': page('9', 1, 2), 9: page('10', 3, 4), 10: page('10') });
  expect(steps).toEqual(['2@9', '2@10', '0@10 last']);
});

test('a short page of the past is not yet the end, one that reaches the present is', async () => {
  const { asked } = await follow({ '': page('a', 1), a: page('b', NOW + 1), b: page('b') });
  expect(asked).toEqual(['', 'a']);
});

test('a page without rows that moves the cursor is followed, and stood behind when rows come', async () => {
  const { steps } = await follow({ '': page('a'), a: page('b', 5, 6), b: page('') });
  expect(steps).toEqual(['0@', '2@b', '0@b last']);
});

test('a page that is missing throws after the ones before it', async () => {
  expect((await follow({ '': page('a', 1, 2) })).steps).toEqual(['2@a', 'nothing behind a']);
});
