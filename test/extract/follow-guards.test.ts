/** What guards a walk from cursors that lead nowhere. */
import { expect, test } from 'vitest';
import type { CursorContext, CursorPage, CursorStream } from '../../src/contract/stream.ts';
import { followCursor } from '../../src/extract/follow.ts';

/** More calls than any walk here takes: a walk in a circle must end the test. */
const ENOUGH = 20;

async function walk(answers: Record<string, CursorPage>) {
  let calls = 0;
  const stream = {
    name: 'made_up.bets',
    cursor: { pageSize: 2, driftMs: 0, eventTimeOf: () => 0n },
    readPage: async ({ cursor }: CursorContext) => {
      calls += 1;
      if (calls > ENOUGH) throw new Error('it walks in a circle');
      return answers[cursor];
    },
  } as unknown as CursorStream;
  const net = { now: () => 1, clockAheadMs: () => undefined };
  const context = { account: { name: 'a' }, net, cursor: '' };
  const came: unknown[] = [];
  const failure = await (async () => {
    for await (const step of followCursor(stream, context as unknown as CursorContext)) {
      came.push(`${step.records.join(',')}@${step.cursor}`);
    }
  })().catch((error: unknown) => error);
  return { came, failure };
}
const page = (next: string, ...records: string[]): CursorPage => ({ records, next });

test('repeat: a full page that gives its own cursor is an error after its rows, and never the end', async () => {
  const { came, failure } = await walk({ '': page('a', 'r1', 'r2'), a: page('a', 'r3', 'r4') });
  expect(came).toEqual(['r1,r2@a', 'r3,r4@a']);
  expect(failure).toMatchObject({
    code: 'unstable',
    message: expect.stringContaining('a full page repeats its own cursor'),
  });
});

test('circle: a cursor that came before is an error after the rows, and is not gone back to', async () => {
  const { came, failure } = await walk({
    '': page('a', 'r1', 'r2'),
    a: page('b', 'r3', 'r4'),
    b: page('a', 'r5', 'r6'),
  });
  expect(came).toEqual(['r1,r2@a', 'r3,r4@b', 'r5,r6@b']);
  expect(failure).toMatchObject({
    code: 'unstable',
    message: expect.stringContaining('came back to a cursor'),
  });
});
