/** Local times, fixed offsets and zones that change their clocks. */
import { describe, expect, test } from 'vitest';
import { Refusal } from '../../src/contract/errors.ts';
import { dayAt, iso, localDigits, microsFromLocal } from '../../src/transform/time.ts';

const at = (text: string) => Date.parse(`${text}Z`);
const utc = (text: string, zone: string) => iso(Number(microsFromLocal(text, zone, 'x') / 1000n));
const day = (text: string, zone: string) => {
  const { start, end } = dayAt(at(text), zone);
  return `${iso(start)} ${iso(end)}`;
};

describe('a local time', () => {
  test.each([
    ['2025-03-02 00:00:00', '+08:00', '2025-03-01T16:00:00Z'],
    ['2025-03-01 20:30:00', '-03:30', '2025-03-02T00:00:00Z'],
    ['2025-03-01 12:00:00', 'UTC', '2025-03-01T12:00:00Z'],
    ['2025-07-01 12:00:00', 'Europe/Berlin', '2025-07-01T10:00:00Z'],
    ['2025-01-01 12:00:00', 'Europe/Berlin', '2025-01-01T11:00:00Z'],
  ])('%s in %s is %s', (text, zone, instant) => {
    expect(utc(text, zone)).toBe(instant);
    expect(localDigits(Date.parse(instant), zone)).toBe(text.replaceAll(/[- :]/g, ''));
  });

  test('that a clock shows twice is the earlier one, and one that it skips the later', () => {
    expect(utc('2025-10-26 02:30:00', 'Europe/Berlin')).toBe('2025-10-26T00:30:00Z');
    expect(utc('2025-03-30 02:30:00', 'Europe/Berlin')).toBe('2025-03-30T00:30:00Z');
  });

  test.each([
    '',
    '2025-03-01',
    '2025-02-29 00:00:00',
    '2025-03-01 24:00:01',
    '2025-03-01T00:00:00Z',
  ])('%j is refused', (text) => {
    expect(() => microsFromLocal(text, '+08:00', 'betTime')).toThrow(Refusal);
  });
});

describe('a day', () => {
  test.each([
    ['2025-03-01T15:59:59', '+08:00', '2025-02-28T16:00:00Z 2025-03-01T16:00:00Z'],
    ['2025-03-01T16:00:00', '+08:00', '2025-03-01T16:00:00Z 2025-03-02T16:00:00Z'],
    ['2025-03-01T03:29:59', '-03:30', '2025-02-28T03:30:00Z 2025-03-01T03:30:00Z'],
    // 23 hours, 25 hours, and one that begins at one o'clock because there is no midnight
    ['2025-03-30T12:00:00', 'Europe/Berlin', '2025-03-29T23:00:00Z 2025-03-30T22:00:00Z'],
    ['2025-10-26T12:00:00', 'Europe/Berlin', '2025-10-25T22:00:00Z 2025-10-26T23:00:00Z'],
    ['2025-09-07T12:00:00', 'America/Santiago', '2025-09-07T04:00:00Z 2025-09-08T03:00:00Z'],
  ])('that holds %sZ in %s is %s', (instant, zone, bounds) => {
    expect(day(instant, zone)).toBe(bounds);
  });
});
