/** The line to the wallet: one POST an answer, and the same again where the outcome stays unknown. */
import { setTimeout as sleep } from 'node:timers/promises';
import { Pool } from 'undici';
import { withoutTime } from './protocol.ts';

const CONNECTIONS = 32;
/** Pauses before the same request goes out again after a 5xx or a broken connection. */
const PATIENCE_MS = [50, 100, 200, 400, 800, 1600];
const ANSWER_WITHIN_MS = 10_000;

/**
 * How a request travels.
 *
 *   once    one copy
 *   again   the answer is taken for lost: a second copy, later than the first
 *   twins   three copies at the same moment
 */
export type Delivery = 'once' | 'again' | 'twins';

export interface Delivered {
  /** The first answer's body. */
  readonly text: string;
  /** False where a copy was answered otherwise than the first, `time` aside. */
  readonly isSteady: boolean;
}

export class Line {
  readonly #pool: Pool;
  readonly #path: string;
  /** Requests sent, copies included. */
  requests = 0;
  /** Copies among them. */
  copies = 0;

  /** `url` is the wallet's whole address, token included. */
  constructor(url: string) {
    const { origin, pathname } = new URL(url);
    this.#pool = new Pool(origin, {
      connections: CONNECTIONS,
      headersTimeout: ANSWER_WITHIN_MS,
      bodyTimeout: ANSWER_WITHIN_MS,
    });
    this.#path = pathname;
  }

  /** Sends what `write` gives, once for each copy; throws where the wallet cannot be reached at all. */
  async deliver(write: () => string, delivery: Delivery): Promise<Delivered> {
    const texts = await this.#copies(write, delivery);
    const [text = ''] = texts;
    return { text, isSteady: texts.every((other) => withoutTime(other) === withoutTime(text)) };
  }

  close(): Promise<void> {
    return this.#pool.close();
  }

  async #copies(write: () => string, delivery: Delivery): Promise<string[]> {
    switch (delivery) {
      case 'once':
        return [await this.#post(write())];
      case 'again':
        this.copies += 1;
        return [await this.#post(write()), await this.#post(write())];
      case 'twins':
        this.copies += 2;
        return Promise.all([write(), write(), write()].map((body) => this.#post(body)));
      default:
        return delivery satisfies never;
    }
  }

  async #post(body: string): Promise<string> {
    for (let attempt = 0; ; attempt += 1) {
      const pause = PATIENCE_MS[attempt];
      const outcome = await this.#try(body).catch((error: unknown) => error);
      if (typeof outcome === 'string') return outcome;
      if (pause === undefined) throw new Error('the wallet does not answer', { cause: outcome });
      this.copies += 1;
      await sleep(pause);
    }
  }

  async #try(body: string): Promise<string> {
    this.requests += 1;
    const reply = await this.#pool.request({
      method: 'POST',
      path: this.#path,
      headers: { 'content-type': 'application/json' },
      body,
    });
    const text = await reply.body.text();
    if (reply.statusCode >= 500) throw new Error(`HTTP ${reply.statusCode}`);
    return reply.statusCode === 200 ? text : `HTTP ${reply.statusCode}`;
  }
}
