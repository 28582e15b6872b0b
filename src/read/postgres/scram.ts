/** The server's side of SCRAM-SHA-256 (RFC 5802, 7677): the token is proved and never sent. */
import { createHash, createHmac, pbkdf2Sync, randomBytes, timingSafeEqual } from 'node:crypto';
import { WireError } from './errors.ts';

export const MECHANISM = 'SCRAM-SHA-256';
/** As Postgres has it. */
const ITERATIONS = 4096;

const hmac = (key: Uint8Array, text: string | Uint8Array) =>
  createHmac('sha256', key).update(text).digest();

/** What the server keeps of a token: made once, as it costs milliseconds. */
export class Verifier {
  readonly #salt = randomBytes(16);
  readonly #storedKey: Buffer;
  readonly #serverKey: Buffer;

  constructor(token: string) {
    const salted = pbkdf2Sync(token, this.#salt, ITERATIONS, 32, 'sha256');
    this.#storedKey = createHash('sha256').update(hmac(salted, 'Client Key')).digest();
    this.#serverKey = hmac(salted, 'Server Key');
  }

  /** Answers the client's first message; `prove` answers its last one, or throws where the proof is wrong. */
  begin(first: string): { readonly challenge: string; readonly prove: (last: string) => string } {
    const [, flag = '', bare = '', theirs] =
      /^(y|n),[^,]*,([^,]*,r=([\x21-\x2b\x2d-\x7e]+).*)$/.exec(first) ?? [];
    if (theirs === undefined) throw malformed();
    const nonce = `${theirs}${randomBytes(18).toString('base64')}`;
    const challenge = `r=${nonce},s=${this.#salt.toString('base64')},i=${ITERATIONS}`;
    const header = Buffer.from(first.slice(0, first.length - bare.length)).toString('base64');
    const prove = (last: string) => {
      const [, without = '', channel, answered, proof = ''] =
        /^(c=([^,]*),r=([^,]*).*),p=([^,]*)$/.exec(last) ?? [];
      if (channel !== header || answered !== nonce) throw malformed();
      const signed = `${bare},${challenge},${without}`;
      if (!this.#isProof(Buffer.from(proof, 'base64'), signed)) throw wrongPassword();
      return `v=${hmac(this.#serverKey, signed).toString('base64')}`;
    };
    if (flag === '') throw malformed();
    return { challenge, prove };
  }

  #isProof(proof: Buffer, signed: string): boolean {
    const signature = hmac(this.#storedKey, signed);
    if (proof.length !== signature.length) return false;
    const key = proof.map((byte, i) => byte ^ (signature[i] ?? 0));
    return timingSafeEqual(createHash('sha256').update(key).digest(), this.#storedKey);
  }
}

function malformed(): WireError {
  return new WireError('08P01', 'the password exchange (SCRAM-SHA-256) is malformed', {
    fatal: true,
  });
}

function wrongPassword(): WireError {
  return new WireError('28P01', 'password authentication failed', {
    hint: 'the password is the value of GGR_SQL_TOKEN, or of the file <store>.sql-token',
    fatal: true,
  });
}
