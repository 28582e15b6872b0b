/** How vendors' clients reach the network: one interface, so that lanes and retries stand in one place. */
import type { VendorError } from './errors.ts';
import type { TrafficCounter } from './traffic.ts';

export interface LaneLimits {
  readonly concurrency: number;
  readonly requestsPerSecond: number;
}

/** What lies between this machine and the vendors. */
export interface NetworkSettings {
  /** Addresses of proxies for http and https vendors; a name and a password may stand in them. */
  readonly httpProxy?: string | undefined;
  readonly httpsProxy?: string | undefined;
  /** Hosts that are reached without one, as NO_PROXY writes them. */
  readonly noProxy?: string | undefined;
  /** PEM of authorities whose certificates are trusted beside Node's own. */
  readonly extraCa?: string | undefined;
}

/** An answer whose body was read whole. */
export interface HttpAnswer {
  readonly status: number;
  readonly text: string;
  /** The same as bytes where each of them is a character of ASCII, so that nothing needs to become text. */
  readonly ascii?: Uint8Array | undefined;
  /**
   * Keeps the bytes, and a text that nobody asked for yet, until the function that it returns was called. Without it
   * they are there while `read` runs: their memory is then another answer's.
   */
  readonly hold?: () => () => void;
  /** How far the vendor's clock (its Date header) is ahead of ours, in ms; undefined without one. */
  readonly clockAheadMs: number | undefined;
}

export interface HttpCall<T> {
  /** Whose clock the answer's Date header shows. */
  readonly account: string;
  /** For whose sake it is made, to be counted so; none for what belongs to no one stream. */
  readonly stream?: string;
  /** Requests of one lane share its limits: one lane per account unless the vendor says otherwise. */
  readonly lane: string;
  readonly limits: LaneLimits;
  /** Without secrets; a function where the query is made anew for every attempt. */
  readonly url: string | (() => string);
  /** Names the call in messages: account and report, never an address with its query. */
  readonly label: string;
  /** The setting to look at when nobody answers at the address. */
  readonly urlSetting: string;
  /** How the answer's bytes are text, where the account says so; UTF-8 without it. */
  readonly charset: string | undefined;
  /** The setting that says so. */
  readonly charsetSetting: string;
  /** Made anew for every attempt: signatures hold the time. It is a POST where there is a body. */
  readonly build: () => { headers: Record<string, string>; body?: string };
  /** Reads the answer or throws a VendorError, which decides whether the call is made again. */
  readonly read: (answer: HttpAnswer) => T;
  /**
   * What an answer whose status is not 2xx means, where the vendor's document says so. For the others,
   * and without it, the rules of HTTP hold.
   */
  readonly refusal?: (answer: HttpAnswer) => VendorError | undefined;
  readonly signal: AbortSignal;
  /** In a lane, fresh data goes before history: sync 1, backfill 0. */
  readonly priority: number;
  /** Where the vendor wants a pause between two calls of a kind. */
  readonly spacing?: Spacing<T>;
}

/** A rule of pauses, measured from the answer. The gate survives the process. */
export interface Spacing<T> {
  readonly gate: string;
  /** Assumed until the answer is here, and when none comes. */
  readonly longestMs: number;
  /** The pause after a good answer. */
  readonly afterMs: (value: T) => number;
  /** The pause after a refusal; undefined where refusals do not count. */
  readonly afterErrorMs: (error: unknown) => number | undefined;
}

export interface Net {
  readonly now: () => number;
  /** Waits so many milliseconds, or until the signal aborts: then it throws the signal's reason. */
  readonly pause: (ms: number, signal: AbortSignal) => Promise<void>;
  /** How far an account's vendor was ahead of our clock when it last answered; undefined before. */
  readonly clockAheadMs: (account: string) => number | undefined;
  readonly call: <T>(call: HttpCall<T>) => Promise<T>;
  /** Counts what goes over it; nobody does without. */
  readonly traffic?: TrafficCounter | undefined;
}
