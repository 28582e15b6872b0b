/** Lists by numbered pages. */
import { expect, test } from 'vitest';
import { paginate } from '../../src/extract/paginate.ts';

test('a total that no window can have is refused before its pages are asked for', async () => {
  let calls = 0;
  const pages = paginate({
    pageSize: 2,
    ahead: 2,
    fetchPage: async () => {
      calls += 1;
      return { records: [1, 2], total: 10 ** 15 };
    },
  });
  await expect(pages.next()).resolves.toMatchObject({ done: false });
  await expect(pages.next()).rejects.toMatchObject({ code: 'unstable' });
  expect(calls).toBe(1);
});
