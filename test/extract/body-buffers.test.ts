/** Memory of answers is used again, and never while somebody may still read it. */
import { expect, test } from 'vitest';
import type { HttpAnswer, Net } from '../../src/contract/net.ts';
import { giveBackBuffer, takeBuffer } from '../../src/extract/body-buffers.ts';
import { PageKeeper } from '../../src/extract/page-keeper.ts';
import { callTo, testNet } from '../support/net.ts';
import { serveHttp } from '../support/servers.ts';

const LENGTH = 100_000;
/** Every answer is another. */
const textOf = (n: number) => String(n).padEnd(LENGTH, String.fromCharCode(97 + (n % 26)));

async function numberedAnswers() {
  let asked = 0;
  const { port } = await serveHttp((_, response) => {
    asked += 1;
    response.end(textOf(asked));
  });
  const call = callTo(`http://127.0.0.1:${port}`);
  /** Asks once more, and lets `see` see the answer. */
  return ({ net, see }: { net: Net; see?: (answer: HttpAnswer) => void }) =>
    net.call({
      ...call,
      read: (answer) => {
        see?.(answer);
        return answer.text;
      },
    });
}

test('what is given back is taken again by what fits in it, and not by what is far smaller', () => {
  const buffer = takeBuffer(300_000);
  giveBackBuffer(buffer.subarray(0, 7));
  expect(takeBuffer(20_000).buffer).not.toBe(buffer.buffer);
  expect(takeBuffer(290_000).buffer).toBe(buffer.buffer);
  expect(takeBuffer(290_000).buffer).not.toBe(buffer.buffer);
});

test('an answer that is nearly all that may wait keeps none after it from being used again', () => {
  const MEGABYTE = 1024 * 1024;
  const large = takeBuffer(15 * MEGABYTE);
  const small = takeBuffer(2 * MEGABYTE);
  giveBackBuffer(large);
  giveBackBuffer(small);
  expect(takeBuffer(2 * MEGABYTE).buffer === small.buffer).toBe(true);
});

test('bytes that are held stay as they came, however many answers come after them', async () => {
  const ask = await numberedAnswers();
  const net = testNet();
  const held: { answer: HttpAnswer; letGo: (() => void) | undefined }[] = [];
  const hold = (answer: HttpAnswer) => {
    held.push({ answer, letGo: answer.hold?.() });
  };
  for (let n = 0; n < 3; n += 1) await ask({ net, see: hold });
  for (let n = 0; n < 5; n += 1) await ask({ net });
  expect(held.map(({ answer }) => answer.ascii?.length)).toEqual([LENGTH, LENGTH, LENGTH]);
  for (const { letGo } of held.slice(1)) letGo?.();
  for (let n = 0; n < 5; n += 1) await ask({ net });
  expect(held[0]?.answer.text).toBe(textOf(1));
});

test('whoever reads bytes after all have let go of them is told, and reads no other answer', async () => {
  const ask = await numberedAnswers();
  const net = testNet();
  let kept: HttpAnswer | undefined;
  await ask({
    net,
    see: (answer) => {
      kept = answer;
    },
  });
  expect(kept?.text).toBe(textOf(1)); // read while it was there
  expect(() => kept?.ascii).toThrow('after all had let go');
  // a second giving back would make two answers of one memory
  expect(() => kept?.hold?.()).toThrow('after all had let go');
});

test('a keeper holds the newest answers until it ends', async () => {
  const ask = await numberedAnswers();
  const net = testNet();
  let seen: HttpAnswer | undefined;
  const see = (answer: HttpAnswer) => {
    seen = answer;
  };
  {
    using keeper = new PageKeeper(net);
    for (let n = 0; n < 12; n += 1) await ask({ net: keeper.net, see });
    for (let n = 0; n < 4; n += 1) await ask({ net });
    expect(keeper.pages.map(({ text }) => text)).toEqual([5, 6, 7, 8, 9, 10, 11, 12].map(textOf));
  }
  expect(() => seen?.ascii).toThrow('after all had let go');
});
