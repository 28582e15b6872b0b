/** Numbered pages: all of them, in order, and none that was never promised. */
import { expect, test } from 'vitest';
import { paginate } from '../../src/extract/paginate.ts';

const SIZE = 3;

/**
 * A vendor that holds so many records, says that it holds `total` and gives pages of the size asked for;
 * gives what came and what was asked.
 */
async function read(records: number, total = records, ahead = 2) {
  const asked: number[] = [];
  let [underWay, most] = [0, 0];
  const fetchPage = async (page: number, size: number) => {
    asked.push(page);
    underWay += 1;
    most = Math.max(most, underWay);
    // the later a page, the sooner its answer: pages come in order all the same
    for (let turn = 0; turn < 20 - page; turn += 1) await Promise.resolve();
    underWay -= 1;
    const first = (page - 1) * size;
    const length = Math.max(0, Math.min(size, records - first));
    return { records: Array.from({ length }, (_, i) => first + i), total };
  };
  const came: unknown[] = [];
  for await (const page of paginate({ pageSize: SIZE, ahead, fetchPage })) {
    came.push(...page.records);
  }
  return { asked, came, most };
}

test.each([0, 1, 2, 3, 4, 6, 7, 30])('%i records come whole and in order', async (records) => {
  const { asked, came } = await read(records);
  expect(came).toEqual(Array.from({ length: records }, (_, i) => i));
  const pages = Math.max(1, Math.ceil(records / SIZE));
  expect(asked).toEqual(Array.from({ length: pages }, (_, i) => i + 1));
});

test('no more pages are on their way than are allowed', async () => {
  expect((await read(30, 30, 2)).most).toBe(2);
  expect((await read(30, 30, 4)).most).toBe(4);
});

/** As much as a total may say: a page more, and it is no count. */
const MOST = 10_000 * SIZE;

test('a page that is not full is the last, whatever total says', async () => {
  expect((await read(1, 1_000_000)).asked).toEqual([1]);
  expect((await read(0, MOST)).asked).toEqual([1]);
  const { asked, came } = await read(4, MOST);
  expect(came).toEqual([0, 1, 2, 3]);
  // those that were under way when it came are not followed by others
  expect(asked.length).toBeLessThanOrEqual(4);
});

test('a first page that is not full sets the size where total promises more, and the first short of it is the last', async () => {
  const { asked, came } = await read(2, 2 * 10_000);
  expect(came).toEqual([0, 1]);
  expect(asked.length).toBeGreaterThan(1);
  expect(asked.length).toBeLessThanOrEqual(3);
});

test('a total that no window can have is refused behind a full page', async () => {
  await expect(read(4, MOST + 1)).rejects.toMatchObject({ code: 'unstable' });
});
