/** How vendors' clients reach the network: one interface, so that lanes and retries stand in one place. */

export interface LaneLimits {
  readonly concurrency: number;
  readonly requestsPerSecond: number;
}

/** An answer whose body was read whole. */
export interface HttpAnswer {
  readonly status: number;
  readonly text: string;
  /** How far the vendor's clock (its Date header) is ahead of ours, in ms; undefined without one. */
  readonly clockAheadMs: number | undefined;
}

export interface HttpCall<T> {
  /** Requests of one lane share its limits: one lane per account unless the vendor says otherwise. */
  readonly lane: string;
  readonly limits: LaneLimits;
  readonly url: string;
  /** Names the call in messages: account and report, never an address with its query. */
  readonly label: string;
  /** The setting to look at when nobody answers at the address. */
  readonly urlSetting: string;
  /** Made anew for every attempt: signatures hold the time. */
  readonly build: () => { headers: Record<string, string>; body: string };
  /** Reads the answer or throws a VendorError, which decides whether the call is made again. */
  readonly read: (answer: HttpAnswer) => T;
  readonly signal: AbortSignal;
}

export interface Net {
  readonly now: () => number;
  readonly call: <T>(call: HttpCall<T>) => Promise<T>;
}
