/** The loop that reads whole pages makes of any page what the careful way makes, or leaves it to that. */
import { describe, expect, test } from 'vitest';
import { streams } from '../../src/catalogue.ts';
import type { AnyStream } from '../../src/contract/stream.ts';
import type { Account } from '../../src/contract/vendor.ts';
import { PageColumns } from '../../src/transform/page-columns.ts';
import { testAccount } from '../support/account.ts';
import { ordinaryRecordOf, recordOf } from '../support/any-record.ts';
import { carefully, rowsOf } from '../support/column-rows.ts';
import fc from '../support/properties.ts';

/** GGR_PAGE_RUNS=20000 tries many. */
const RUNS = Number(process.env.GGR_PAGE_RUNS ?? 150);

const account = (settings: Record<string, string>, scale?: bigint) =>
  testAccount({ settings, ...(scale !== undefined && { scale }) });
const ACCOUNTS = [
  account({}),
  account({ timezone: 'Europe/Berlin' }, 10_000_000n),
  account({}, 10n),
];
const plainStreams = streams.filter(({ plain }) => plain !== undefined);

let ordinary = 0;
function expectSame(stream: AnyStream, of: Account, pages: readonly (readonly unknown[])[]): void {
  const reader = new PageColumns(stream, of);
  for (const records of pages) {
    const page = reader.read(records);
    if (!page) continue;
    ordinary += 1;
    const { rows, rejects, census } = carefully(stream, of, records);
    expect(rejects).toEqual([]);
    expect(rowsOf(page)).toEqual(rows);
    expect(page.census).toEqual(census);
    expect({ ...page.census }).toEqual({ ...census });
  }
}

test('the streams of bets have a loop', () => {
  const names = plainStreams.map(({ name }) => name);
  for (const { name, isBet } of streams) if (isBet) expect(names).toContain(name);
});

test('a text that its column has no use for is checked all the same', () => {
  const stream = plainStreams.find(({ name }) => name === 'wm.open_bets') as AnyStream;
  const names = [
    'gid',
    'event',
    'round',
    'eventChild',
    'tableId',
    'gname',
    'betId',
    'betid',
    'user',
  ];
  const texts = Object.fromEntries(
    [...names, 'betResult', 'gameResult', 'commission'].map((name) => [name, '1']),
  );
  const record = { ...texts, betTime: '2025-03-24 00:00:00', bet: '0' };
  const odd = { ...record, subround: '\ud800' };
  expect(new PageColumns(stream, account({})).read([odd])).toBeUndefined();
  const sound = { ...odd, subround: 'b' };
  expect(new PageColumns(stream, account({})).read([sound])?.rows).toBe(1);
});

describe.each(plainStreams.map((stream) => [stream.name, stream] as const))('%s', (_, stream) => {
  test('is the same by columns and by rows, for pages with something odd and without', () => {
    ordinary = 0;
    const page = fc.array(ordinaryRecordOf(stream), { minLength: 1, maxLength: 5 });
    const same = fc.property(
      fc.array(page, { minLength: 1, maxLength: 3 }),
      fc.constantFrom(...ACCOUNTS),
      (pages, of) => expectSame(stream, of, pages),
    );
    fc.assert(same, { numRuns: RUNS });
    // of a report with many fields few pages have nothing odd: until some had
    for (let more = 2; ordinary < 3 && more < 20; more += 1) {
      fc.assert(same, { numRuns: more * RUNS });
    }
    expect(ordinary).toBeGreaterThanOrEqual(3);
    fc.assert(
      fc.property(fc.array(recordOf(stream), { maxLength: 2 }), (records) =>
        expectSame(stream, ACCOUNTS[0] as Account, [records]),
      ),
      { numRuns: RUNS },
    );
  });
});
