/**
 * Tells an address, as healthchecks and its kin understand it, that scheduled jobs begin (`/start`), went well, or
 * went wrong (`/fail`, with the reason as body): whoever watches it notices too that nothing comes any more.
 *
 * Jobs that share an address are one to whoever watches it: it hears that all is well only while none of them
 * fails. A ping never delays a job and never fails one. The address is a secret: whoever knows it can lie.
 */
import { request } from 'undici';
import type { NetworkSettings } from '../contract/net.ts';
import { withoutSecrets } from '../contract/secrets.ts';
import { Connections } from '../extract/connections.ts';
import type { Log } from './log.ts';

const CONNECT_MS = 5000;
const ANSWER_MS = 10_000;
/** What stays the same is repeated so seldom: WM's jobs fire every minute, and services bound how often they listen. */
const SAME_AGAIN_MS = 50_000;
const MOST_BODY = 10_000;

export interface Pings {
  /** A job begins. */
  readonly begin: (schedule: string) => void;
  /** It ended: with what went wrong, or well. `job` tells it from others of that schedule. */
  readonly end: (schedule: string, job: string, error: string | undefined) => void;
  /** Sends nothing more. */
  readonly close: () => Promise<void>;
}

export const NO_PINGS: Pings = { begin: () => {}, end: () => {}, close: async () => {} };

export interface PingOptions {
  /** Addresses by schedule. */
  readonly addresses: Readonly<Record<string, string>>;
  readonly network: NetworkSettings;
  readonly log: Log;
  /** Epoch ms. */
  readonly now: () => number;
}

/** Without an address it does nothing. */
export function makePings(options: PingOptions): Pings {
  const connections = new Connections({
    connectTimeoutMs: CONNECT_MS,
    idleTimeoutMs: ANSWER_MS,
    network: options.network,
  });
  const watched = new Map<string, Watched>();
  for (const address of new Set(Object.values(options.addresses))) {
    watched.set(address, new Watched(address, connections, options));
  }
  const of = (schedule: string) => watched.get(options.addresses[schedule] ?? '');
  return {
    begin: (schedule) => of(schedule)?.begin(),
    end: (schedule, job, error) => of(schedule)?.end(`${schedule} ${job}`, error),
    close: () => connections.close(),
  };
}

/** One address, and the jobs whose state it is told. */
class Watched {
  readonly #address: string;
  readonly #connections: Connections;
  readonly #options: PingOptions;
  readonly #errors = new Map<string, string>();
  #said: { readonly state: string; readonly at: number } | undefined;
  #begun: { readonly at: number; readonly isEnded: boolean } | undefined;
  /** One ping after another, so that they arrive in their order. */
  #sending: Promise<void> = Promise.resolve();
  #hasFailed = false;

  constructor(address: string, connections: Connections, options: PingOptions) {
    this.#address = address;
    this.#connections = connections;
    this.#options = options;
  }

  begin(): void {
    if (!this.#isOld(this.#begun)) return;
    this.#begun = { at: this.#options.now(), isEnded: false };
    this.#send('/start', '');
  }

  end(job: string, error: string | undefined): void {
    if (error === undefined) this.#errors.delete(job);
    else this.#errors.set(job, error);
    const reasons = [...this.#errors].map(([name, reason]) => `${name}: ${reason}`).join('\n');
    // a start that nothing follows is an alarm
    const isAnswer = this.#begun?.isEnded === false;
    if (!isAnswer && reasons === this.#said?.state && !this.#isOld(this.#said)) return;
    if (this.#begun) this.#begun = { ...this.#begun, isEnded: true };
    this.#said = { state: reasons, at: this.#options.now() };
    this.#send(reasons === '' ? '' : '/fail', reasons);
  }

  #isOld(said: { readonly at: number } | undefined): boolean {
    return !said || Math.abs(this.#options.now() - said.at) >= SAME_AGAIN_MS;
  }

  #send(suffix: string, body: string): void {
    this.#sending = this.#sending.then(() => this.#call(suffix, body));
  }

  async #call(suffix: string, body: string): Promise<void> {
    const { log } = this.#options;
    try {
      const url = new URL(this.#address);
      url.pathname = `${url.pathname.replace(/\/$/, '')}${suffix}`;
      const { dispatcher } = this.#connections.routeTo(url.href, false);
      const answer = await request(url, {
        method: 'POST',
        body: withoutSecrets(body).slice(0, MOST_BODY),
        dispatcher,
        signal: AbortSignal.timeout(CONNECT_MS + ANSWER_MS),
      });
      await answer.body.dump();
      if (answer.statusCode >= 400) throw new Error(`it answers HTTP ${answer.statusCode}`);
      if (this.#hasFailed) log.info('pings arrive again');
      this.#hasFailed = false;
    } catch (error) {
      // said once, and without the address
      if (!this.#hasFailed) log.warn({ why: reasonOf(error) }, 'a ping did not arrive');
      this.#hasFailed = true;
    }
  }
}

function reasonOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return withoutSecrets(code ?? message ?? String(error));
}
