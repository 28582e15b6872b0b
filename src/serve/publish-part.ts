/** Keeps a snapshot for readers: after each pull that changed something, and as fresh as whoever asks needs it. */
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { DaemonError } from '../contract/errors.ts';
import type { Catalogue } from '../contract/stream.ts';
import type { Warehouse } from '../load/warehouse.ts';
import { type Lease, takeLease } from '../read/publish/leases.ts';
import { type Fresh, makePublisher, type Publisher } from '../read/publisher.ts';
import { iso } from '../transform/time.ts';
import { parseBody } from './command-routes.ts';
import type { Log } from './log.ts';
import type { DaemonPart } from './part.ts';

/** Seconds that what is read may be old. */
const BODY = z.object({ max_age: z.number().nonnegative().default(0) });

export interface PublishPartOptions {
  /** The folder of the snapshots. */
  readonly dir: string;
  readonly catalogue: Catalogue;
  readonly now: () => number;
  readonly log: Log;
  /** Ships what must be in a snapshot, such as the wallet's entries. */
  readonly shipBefore: () => Promise<void>;
}

export class PublishPart implements DaemonPart {
  readonly name = 'snapshots';
  readonly #dir: string;
  readonly #log: Log;
  readonly #publisher: Publisher;
  #warehouse: Warehouse | undefined;
  #newest: Fresh | undefined;
  #error: string | undefined;

  constructor({ log, shipBefore, ...options }: PublishPartOptions) {
    this.#log = log;
    this.#dir = options.dir;
    this.#publisher = makePublisher({
      ...options,
      beforeRead: shipBefore,
      told: (text) => log.info(text),
      warehouse: () => {
        if (!this.#warehouse) throw new Error('the daemon is not started');
        return this.#warehouse;
      },
    });
  }

  /** POST /publish {max_age}: answers when the newest snapshot is as fresh as that. */
  routes(app: FastifyInstance): void {
    app.post('/publish', async (request) => {
      const { max_age } = parseBody(BODY, request.body);
      const { number, folder, asOf, freshAt } = await this.ensure(max_age * 1000);
      return { snapshot: number, folder, as_of: iso(asOf), fresh_at: iso(freshAt) };
    });
  }

  async listen(warehouse: Warehouse): Promise<void> {
    this.#warehouse = warehouse;
  }

  reopened(warehouse: Warehouse): void {
    this.#warehouse = warehouse;
  }

  /** A snapshot that has everything older than `maxAgeMs`; with 0 everything committed before the call. */
  async ensure(maxAgeMs: number): Promise<Fresh> {
    this.#newest = await this.#publisher.ensure(maxAgeMs);
    this.#error = undefined;
    return this.#newest;
  }

  /** One that has everything that was committed before the call, held; who leaves waits for no publish. */
  async hold(signal: AbortSignal): Promise<Lease> {
    await unlessAborted(this.ensure(0), signal);
    const lease = takeLease(this.#dir);
    if (lease) return lease;
    throw new DaemonError('snapshot-missing', `there is no snapshot in ${this.#dir}`, {
      hint: 'the log of `ggr serve` says why none can be made',
    });
  }

  /** Nobody waits for it; why it fails is logged once. */
  pulled(): void {
    this.ensure(0).catch((error: unknown) => {
      const text = error instanceof Error ? error.message : String(error);
      if (text !== this.#error) this.#log.warn({ error: text }, 'no snapshot could be published');
      this.#error = text;
    });
  }

  status(): object {
    const asOf = this.#newest?.freshAt;
    return {
      snapshot: this.#newest?.number ?? null,
      as_of: asOf === undefined ? null : iso(asOf),
      error: this.#error ?? null,
    };
  }

  async stop(): Promise<void> {
    await this.#publisher.idle();
  }
}

async function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted();
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const abort = () => reject(signal.reason);
  signal.addEventListener('abort', abort, { once: true });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}
