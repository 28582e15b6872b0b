/** Lengths of time as people set them, and what the wallet makes of its own. */
import { expect, test } from 'vitest';
import { loadConfig } from '../../src/config/config.ts';
import { parseDuration } from '../../src/config/duration.ts';

test.each([
  ['24h', 86_400_000],
  ['90m', 5_400_000],
  ['45s', 45_000],
  ['3600', 3_600_000],
  ['2d', 172_800_000],
  [' 1h ', 3_600_000],
])('%s is a length', (text, ms) => {
  expect(parseDuration(text)).toBe(ms);
});

test.each(['', 'h', '1.5h', '-1h', '1 h', '1h30m', '1w', '1e3', '10000000000'])(
  '%j is none',
  (text) => {
    expect(parseDuration(text)).toBeUndefined();
  },
);

const load = (value?: string) =>
  loadConfig([], {
    env: value === undefined ? {} : { GGR_WALLET_ROUND_TIMEOUT: value },
    folder: '/nonexistent',
  });

test('a round may stay open for a day unless GGR_WALLET_ROUND_TIMEOUT says otherwise', () => {
  expect(load().wallet.roundTimeoutMs).toBe(86_400_000);
  expect(load('90m').wallet.roundTimeoutMs).toBe(5_400_000);
});

test.each(['0', '366d', 'never', '1.5h'])('a time of %s is refused by its name', (value) => {
  const { problems } = load(value);
  expect(problems).toEqual([
    'GGR_WALLET_ROUND_TIMEOUT must be a time from 1s to 365d such as 24h, 90m or plain seconds',
  ]);
});
