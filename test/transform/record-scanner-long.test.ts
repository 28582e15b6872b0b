/** The same as record-scanner.test.ts, of 100,000 answers. */
import { expect, test } from 'vitest';
import { tryAnswers } from '../support/scanned-and-parsed.ts';

const RUNS = 100_000;

test('a hundred thousand answers come to the same, scanned and parsed', async () => {
  expect(await tryAnswers(RUNS)).toBeGreaterThan(RUNS / 10);
}, 300_000);
