/**
 * How the daemon proves that it is the one in the lock file, before anybody sends it the bearer token: it
 * answers a number that was never used with a digest that only the token's holder can make. The port of a
 * daemon that died may be anybody's by now.
 */
import { createHmac, randomBytes, scryptSync, timingSafeEqual } from 'node:crypto';

/** Names what is proven, so that no other digest made with the token is one of these. */
const PURPOSE = 'ggr livez 1';
const CHALLENGE = /^[\w-]{22,64}$/;

/** Answers a challenge; undefined where it is none. */
export type Prover = (challenge: unknown) => string | undefined;

/** A number that was never used, or the public id of one start of the daemon. */
export function makeNonce(): string {
  return randomBytes(16).toString('base64url');
}

let newest: { readonly token: string; readonly id: string; readonly key: Buffer } | undefined;

/** Made once: whoever reads asks the same daemon with each question. */
function keyOf(token: string, id: string): Buffer {
  if (newest?.token !== token || newest.id !== id) {
    newest = { token, id, key: scryptSync(token, `${PURPOSE} ${id}`, 32) };
  }
  return newest.key;
}

/**
 * Proofs under the token for the daemon with this id. /livez is open, so whoever reaches it could try
 * tokens against one answer: the slow key (some 40 ms, once a start) makes that dear.
 */
export function makeProver(token: string, id: string): Prover {
  const key = keyOf(token, id);
  return (challenge) =>
    typeof challenge === 'string' && CHALLENGE.test(challenge)
      ? createHmac('sha256', key).update(`${PURPOSE}\n${id}\n${challenge}`).digest('base64url')
      : undefined;
}

/** Whether an answer is the proof that was asked for. */
export function isProof(answer: string, proof: string): boolean {
  const [given, expected] = [Buffer.from(answer), Buffer.from(proof)];
  return given.length === expected.length && timingSafeEqual(given, expected);
}
