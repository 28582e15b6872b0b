/** Any sequence of requests through real HTTP, against the reference model step by step. */

import { expect, test } from 'vitest';
import fc from '../support/properties.ts';
import { Pair, proveJournal } from './pair.ts';
import {
  asked,
  bodyOf,
  type Code,
  CURRENCIES,
  codes,
  id,
  PLAYERS,
  RUNS,
  repeat,
  repeated,
  TIMEOUT_MS,
} from './scripts.ts';

const anyCode = fc.constantFrom(...codes, 'nobody');
const step = fc.oneof(
  { weight: 12, arbitrary: fc.record({ does: fc.constant('ask'), asked: asked(anyCode) }) },
  { weight: 6, arbitrary: fc.record({ does: fc.constant('repeat'), repeat }) },
  {
    weight: 1,
    arbitrary: fc.record({ does: fc.constant('close'), code: fc.constantFrom(...codes) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ does: fc.constant('open'), code: fc.constantFrom(...codes) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ does: fc.constant('wait'), ms: fc.constantFrom(30_000, 1) }),
  },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('restart') }) },
  {
    weight: 2,
    arbitrary: fc.record({
      does: fc.constant('time out'),
      afterMs: fc.constantFrom(0, TIMEOUT_MS),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      does: fc.constant('close round'),
      currency: fc.constantFrom(...CURRENCIES),
      round: id,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      does: fc.constant('block'),
      player: fc.constantFrom(...PLAYERS),
      isBlocked: fc.boolean(),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      does: fc.constant('deposit'),
      player: fc.constantFrom(...PLAYERS),
      currency: fc.constantFrom(...CURRENCIES),
    }),
  },
);
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

async function walk(pair: Pair, step: Step): Promise<void> {
  const { wallet, model } = pair;
  if ('asked' in step) return pair.ask(step.asked);
  if ('repeat' in step) return pair.ask(repeated(step.repeat, pair.sent));
  if ('ms' in step) wallet.nowMs += step.ms;
  else if ('afterMs' in step) {
    wallet.nowMs += step.afterMs;
    await pair.timeOut();
  } else if ('round' in step) await pair.closeByHand(step.currency, step.round);
  else if ('isBlocked' in step) {
    await wallet.block(step.player, step.isBlocked);
    if (step.isBlocked) model.blocked.add(step.player);
    else model.blocked.delete(step.player);
  } else if ('currency' in step) await pair.deposit(step.player, step.currency, 700n);
  else if (step.does === 'open') await pair.open((step as { code: Code }).code);
  else if (step.does === 'close') {
    const { code } = step as { code: Code };
    await wallet.closeSession(code);
    const session = model.sessions.get(code);
    if (session) session.isClosed = true;
  } else await wallet.restart();
}

test('any sequence of requests is answered and recorded as the model says', {
  timeout: 600_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { minLength: 20, maxLength: 60, size: 'max' }),
      async (steps) => {
        const pair = await Pair.start();
        try {
          for (const step of steps) await walk(pair, step);
          await pair.wallet.restart();
          const { entries } = pair.wallet;
          for (const { asked, untimed } of pair.acknowledged) {
            expect((await pair.wallet.send(bodyOf(asked))).untimed).toBe(untimed);
          }
          expect(pair.wallet.entries).toEqual(entries);
          proveJournal(pair.wallet);
        } finally {
          await pair.wallet.remove();
        }
      },
    ),
    { numRuns: RUNS },
  );
});
