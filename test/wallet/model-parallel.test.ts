/** Many clients at once through real HTTP; the order of the journal is the order of judgement. */

import { expect, test } from 'vitest';
import fc from '../support/properties.ts';
import type { TestWallet } from '../support/wallet.ts';
import type { Asked, Expected } from './model.ts';
import { answered, type Entry, movedOf, Pair, proveJournal } from './pair.ts';
import { asked, bodyOf, type Code, codes, RUNS, START_MS } from './scripts.ts';

interface Told {
  readonly asked: Asked;
  readonly answer: Expected;
}

/** A client sends its script, one request after the other, over its own connection. */
async function play(wallet: TestWallet, script: readonly Asked[]): Promise<Told[]> {
  const told: Told[] = [];
  for (const asked of script) {
    told.push({ asked, answer: answered(await wallet.send(bodyOf(asked)), asked) });
  }
  return told;
}

interface Placed extends Told {
  /** The entry it made; undefined: none. */
  readonly entry?: Entry;
  /** Entries that stood when it was judged: at least, at most. */
  readonly from: number;
  to: number;
}

/** Where in the journal each request of a client was judged: its own entries say it, or lie around it. */
function placeInJournal(told: readonly Told[], entries: readonly Entry[]): Placed[] {
  const own = entries
    .map((entry, at) => ({ entry, at }))
    .filter(({ entry }) => entry.code === told[0]?.asked.code);
  const placed: Placed[] = [];
  let from = 0;
  for (const one of told) {
    const next = own[0];
    const kind = next?.entry.kind === 'tombstone' ? 'cancel' : next?.entry.kind;
    const isIts =
      next?.entry.id === one.asked.id && kind === one.asked.type && one.answer.credit !== undefined;
    if (isIts && next) {
      own.shift();
      for (const earlier of placed) earlier.to = Math.min(earlier.to, next.at);
      placed.push({ ...one, entry: next.entry, from: next.at, to: next.at });
      from = next.at + 1;
    } else placed.push({ ...one, from, to: entries.length });
  }
  expect(own).toEqual([]);
  return placed;
}

/** Replays the journal; every answer must be the model's at a moment when it can have been given. */
function replay(pair: Pair, clients: readonly Told[][], first: number): void {
  const { model, wallet } = pair;
  const entries = wallet.entries.slice(first);
  const placed = clients.flatMap((told) => placeInJournal(told, entries));
  const unexplained = new Set(placed.filter(({ entry }) => !entry));
  for (let at = 0; at <= entries.length; at += 1) {
    for (const one of unexplained) {
      if (at < one.from || at > one.to) continue;
      const { credit, moved } = model.judge(one.asked, START_MS);
      if (!moved && credit === one.answer.credit) unexplained.delete(one);
    }
    const entry = entries[at];
    if (!entry) break;
    const maker = placed.find((one) => one.entry === entry);
    if (!maker) throw new Error(`nobody asked for entry ${entry.seq}`);
    const expected = model.judge(maker.asked, START_MS);
    expect({ credit: maker.answer.credit, moved: movedOf(entry) }).toEqual(expected);
    model.take(maker.asked, expected);
  }
  expect([...unexplained]).toEqual([]);
}

const scripts = fc.tuple(
  ...codes.map((code) =>
    fc.array(asked(fc.constant(code)), { minLength: 15, maxLength: 40, size: 'max' }),
  ),
);

test('many clients at once are each answered as the model says in the order of the journal', {
  timeout: 600_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(scripts, fc.constantFrom<Code>(...codes), async (scripts, closed) => {
      const pair = await Pair.start();
      try {
        await pair.wallet.closeSession(closed);
        const session = pair.model.sessions.get(closed);
        if (session) session.isClosed = true;
        const first = pair.wallet.entries.length;
        const clients = await Promise.all(scripts.map((script) => play(pair.wallet, script)));
        replay(pair, clients, first);
        proveJournal(pair.wallet);
      } finally {
        await pair.wallet.remove();
      }
    }),
    { numRuns: RUNS, endOnFailure: true }, // the same scripts would be judged in another order
  );
});
