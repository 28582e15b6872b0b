/** Made-up requests that collide on purpose: few ids, a few sessions of a few players, two currencies. */
import fc from '../support/properties.ts';
import type { Asked } from './model.ts';

/** Sequences a property is tried with. */
export const RUNS = Number(process.env.GGR_MODEL_RUNS ?? 30);

/** After which an open round is closed. */
export const TIMEOUT_MS = 60_000;

export const START_MS = Date.UTC(2025, 2, 1, 12, 0, 0);

export const PLAYERS = ['p1', 'p2', 'p3'] as const;
export const CURRENCIES = ['EUR', 'USD'] as const;

/** Whose each code is; nobody opened `nobody`. */
export const CODES = {
  a1: { player: 'p1', currency: 'EUR', expiresMs: null },
  a2: { player: 'p1', currency: 'EUR', expiresMs: START_MS + 60_000 },
  a3: { player: 'p1', currency: 'USD', expiresMs: null },
  b1: { player: 'p2', currency: 'EUR', expiresMs: null },
  b2: { player: 'p2', currency: 'USD', expiresMs: START_MS + 90_000 },
  c1: { player: 'p3', currency: 'EUR', expiresMs: null },
} as const;
export type Code = keyof typeof CODES;
export const codes = Object.keys(CODES) as Code[];

/** Next to 0, to the sign bit and to the end of 64 bits. */
const IDS = [
  0n,
  1n,
  2n,
  3n,
  4n,
  2n ** 53n + 1n,
  2n ** 63n - 1n,
  2n ** 63n,
  2n ** 64n - 2n,
  2n ** 64n - 1n,
];
export const id = fc.constantFrom(...IDS);

export const asked = (code: fc.Arbitrary<string>): fc.Arbitrary<Asked> =>
  fc.record({
    type: fc.constantFrom('credit', 'bet', 'bet', 'bet', 'win', 'win', 'cancel', 'cancel'),
    code,
    id,
    game: fc.constantFrom(1n, 2n),
    amount: fc.constantFrom(0n, 1n, 50n, 700n, 5000n),
    round: fc.option(id, { nil: null, freq: 2 }),
  });

/** A request that was sent before, the same or with something changed. */
export const repeat = fc.record({
  back: fc.nat(30),
  change: fc.constantFrom(
    'nothing',
    'nothing',
    'nothing',
    'type',
    'game',
    'amount',
    'round',
    'code',
  ),
  by: asked(fc.constantFrom(...codes)),
});
export type Repeat = typeof repeat extends fc.Arbitrary<infer R> ? R : never;

export function repeated({ back, change, by }: Repeat, sent: readonly Asked[]): Asked {
  const earlier = sent.at(-1 - (back % Math.max(1, sent.length))) ?? by;
  return change === 'nothing' ? earlier : { ...earlier, [change]: by[change] };
}

/** As a game server writes it. */
export function bodyOf({ type, code, id, game, amount, round }: Asked): object {
  if (type === 'credit') return { code, type, time: 'x' };
  if (type === 'cancel') return { code, id, type, ...(round === null ? {} : { round_id: round }) };
  return { code, id, game, [type]: amount, type, ...(round === null ? {} : { round_id: round }) };
}
