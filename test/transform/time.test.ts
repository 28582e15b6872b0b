import { expect, test } from 'vitest';
import {
  duration,
  iso,
  microsFromLocal,
  microsFromRfc3339,
  microsFromSeconds,
  parseIso,
  sqlTimestamp,
} from '../../src/transform/time.ts';
import fc from '../support/properties.ts';

test('a 10-digit timestamp becomes microseconds', () => {
  expect(microsFromSeconds(1_744_790_148, 'end_at')).toBe(1_744_790_148_000_000n);
});

test.for([0, 999_999_999, 10_000_000_000, 1_744_790_148_000, -1_744_790_148])(
  '%d is no 10-digit timestamp',
  (seconds) => {
    expect(() => microsFromSeconds(seconds, 'end_at')).toThrow('end_at: not a 10-digit timestamp');
  },
);

test('an instant survives being written and read, as ISO and as SQL', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 4_102_444_800 }), (seconds) => {
      expect(parseIso(iso(seconds * 1000))).toBe(seconds * 1000);
      expect(Date.parse(`${sqlTimestamp(seconds * 1000).replace(' ', 'T')}Z`)).toBe(seconds * 1000);
    }),
  );
});

test.for([
  ['2025-03-01', '2025-03-01T00:00:00Z'],
  ['2025-03-01T06:00', '2025-03-01T06:00:00Z'],
  ['2025-03-01 06:00:01', '2025-03-01T06:00:01Z'],
  ['2025-03-01T06:00:00+08:00', '2025-02-28T22:00:00Z'],
  ['2025-03-01T06:00:00-0330', '2025-03-01T09:30:00Z'],
  ['2024-02-29', '2024-02-29T00:00:00Z'],
] as const)('%s is %s', ([text, utc]) => {
  expect(iso(parseIso(text) ?? Number.NaN)).toBe(utc);
});

test.for([
  '',
  'yesterday',
  '2025-02-29',
  '2025-13-01',
  '2025-03-01T24:01',
  '2025-03-01T00:00:00.5Z',
  '1744790148',
])('%j is no ISO time', (text) => {
  expect(parseIso(text)).toBeUndefined();
});

test('durations are said in the two largest units', () => {
  expect([5_000, 200_000, 7_260_000, 187_200_000, 120_000].map(duration)).toEqual([
    '5 s',
    '3 min 20 s',
    '2 h 1 min',
    '2 d 4 h',
    '2 min',
  ]);
});

test.for([
  '2025-03-01T11:00:00.5+07:00',
  '2025-03-01 12:00:00.500+08:00', // RFC 3339 lets a space stand for the T
  '2025-03-01t04:00:00.500000z',
])('%s is half a second past four, UTC', (text) => {
  const micros = BigInt(Date.UTC(2025, 2, 1, 4)) * 1000n + 500_000n;
  expect(microsFromRfc3339(text, 'InsertTime')).toBe(micros);
});

test.for(['+01:00', 'Europe/Berlin'])(
  '24:00:00 is the midnight that ends the day, in %s too',
  (zone) => {
    const midnight = BigInt(Date.parse('2025-03-01T23:00:00Z')) * 1000n;
    expect(microsFromLocal('2025-03-01 24:00:00', zone, 'betTime')).toBe(midnight);
  },
);
