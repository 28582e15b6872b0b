/** Numbered pages, of a vendor that keeps its document and of those that do not. */
import { expect, test } from 'vitest';
import { paginate } from '../../src/extract/paginate.ts';

interface Vendor {
  readonly records: number;
  /** The most it gives at once. */
  readonly cap: number;
  /** Whether its pages begin where a page of the size asked for would, not one of the size given. */
  readonly countsAsAsked?: boolean;
}

async function read({ records, cap, countsAsAsked = false }: Vendor, total = records) {
  const asked: string[] = [];
  const all = Array.from({ length: records }, (_, id) => id);
  const pages = paginate({
    pageSize: 20,
    ahead: 2,
    fetchPage: async (page, size) => {
      asked.push(`${page}x${size}`);
      const given = Math.min(size, cap);
      const start = (page - 1) * (countsAsAsked ? size : given);
      return { records: all.slice(start, start + given), total };
    },
  });
  const got: unknown[] = [];
  for await (const page of pages) got.push(...page.records);
  return { asked, isWhole: got.length === records && got.every((id, i) => id === i) };
}

test('a vendor that gives what it is asked for is asked for full pages', async () => {
  expect(await read({ records: 45, cap: 20 })).toEqual({
    asked: ['1x20', '2x20', '3x20'],
    isWhole: true,
  });
  expect(await read({ records: 20, cap: 20 })).toEqual({ asked: ['1x20'], isWhole: true });
  expect(await read({ records: 0, cap: 20 })).toEqual({ asked: ['1x20'], isWhole: true });
});

test.for([true, false])(
  'a vendor that gives fewer is read whole in the size that it gives (pages counted as asked: %s)',
  async (countsAsAsked) => {
    const { asked, isWhole } = await read({ records: 33, cap: 7, countsAsAsked });
    expect(asked).toEqual(['1x20', '2x7', '3x7', '4x7', '5x7']);
    expect(isWhole).toBe(true);
  },
);

test('a total of a thousand million behind one record is no reason to ask a thousand million times', async () => {
  expect((await read({ records: 1, cap: 20 }, 1_000_000_000)).asked).toEqual(['1x20']);
});
