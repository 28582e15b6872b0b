/** Bytes that rot in the journal: no answer is wrong before it is said, and verify finds what differs. */
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import fc from '../support/properties.ts';
import {
  answers,
  cellIn,
  contents,
  makeJournal,
  placeIn,
  rot,
  SAID,
  sessionsOf,
  verify,
} from '../support/rotting-journal.ts';

/** GGR_FLIP_ROUNDS=60 is the torture; the seed is the same in all. */
const ROUNDS = Number(process.env.GGR_FLIP_ROUNDS ?? 6);
const SEED = 20_261_128;

const folder = mkdtempSync(join(tmpdir(), 'ggr-rot-'));
const path = join(folder, 'wallet.sqlite');
let right: readonly (string | undefined)[];
let whole: string | undefined;
let copies = 0;

beforeAll(async () => {
  await makeJournal(path);
  const twin = join(folder, 'twin.sqlite');
  rot(path, twin, { at: 0, bits: 0 });
  right = await answers(twin);
  whole = contents(path);
});
afterAll(() => rmSync(folder, { recursive: true }));

/** What came of one byte: what the wallet answered before it refused, and what verify says of the same file. */
async function outcome(at: number, bits: number) {
  copies += 1;
  const rotten = join(folder, `${copies}.sqlite`);
  rot(path, rotten, { at, bits });
  const faults = verify(rotten);
  const isSame = contents(rotten) === whole;
  const given = await answers(rotten);
  const wrong = given.findIndex((answer, i) => answer !== undefined && answer !== right[i]);
  return { wrong, isRefused: given.includes(undefined), faults, isSame };
}

test('an untouched journal answers as ever, and verify is content', async () => {
  expect(whole?.length).toBeGreaterThan(100_000);
  expect(right).not.toContain(undefined);
  expect(await outcome(0, 0)).toEqual({ wrong: -1, isRefused: false, faults: [], isSame: true });
});

test(`${ROUNDS} bytes anywhere: right answers or none, and what differs is found`, async () => {
  const byte = fc.record({
    at: fc.integer({ min: 0, max: statSync(path).size - 1 }),
    bits: fc.integer({ min: 1, max: 255 }),
  });
  for (const { at, bits } of fc.sample(byte, { seed: SEED, numRuns: ROUNDS })) {
    const { wrong, faults, isSame } = await outcome(at, bits);
    expect({ at, bits, wrong }).toEqual({ at, bits, wrong: -1 });
    if (!isSame) expect({ at, bits, faults }).not.toEqual({ at, bits, faults: [] });
  }
});

test.each([
  'one_transaction',
  'one_cancel',
  'one_transfer',
  'of_round',
  'bets_of_player',
  'ids_again',
  'keys_again',
  'players_again',
  'sessions_again',
  'balances_again',
  'one_closure',
  'by_hand',
  'waiting_since',
  'players',
  'sessions',
  'balances',
  'entries',
  'closures',
  'acts',
  'waiting',
])('a value in %s: right answers or none, and verify finds it', async (name) => {
  const { wrong, faults, isSame } = await outcome(placeIn(path, name), 0x11);
  expect(isSame).toBe(false);
  expect(wrong).toBe(-1);
  expect(faults).not.toEqual([]);
});

test.each(['players', 'sessions', 'balances'])(
  'whatever byte of a row in %s rots: what a session says is right, or is said to be damaged',
  (name) => {
    const expected = sessionsOf(path);
    const rotten = join(folder, 'row.sqlite');
    const { start, end } = cellIn(path, name);
    for (let at = start; at < end; at += 1) {
      rot(path, rotten, { at, bits: 1 });
      const found = sessionsOf(rotten);
      const wrong = found.filter((says, i) => says !== SAID && says !== expected[i]);
      expect({ at, wrong }).toEqual({ at, wrong: [] });
    }
    expect(end - start).toBeGreaterThan(10);
  },
);
