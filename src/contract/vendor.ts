/** A vendor, what an account of it needs, and the questions outside any stream. */
import type { Net } from './net.ts';
import type { EpochMs } from './window.ts';

/** One credential at a vendor. `settings` holds the vendor's own fields (url, key, …). */
export interface Account {
  readonly name: string;
  readonly vendor: string;
  readonly currency: string;
  /** Currency units that one reported unit is worth, in ten-thousandths; 1 without it. */
  readonly scale?: bigint;
  /** How the vendor writes text, as a name that TextDecoder knows; UTF-8 without it. */
  readonly charset?: string;
  /** From when on sync keeps its streams complete, in place of GGR_SYNC_START. */
  readonly start?: EpochMs;
  /** How far behind now this account is read, so that rows which arrive late are there. */
  readonly lagSeconds: number;
  readonly concurrency: number;
  readonly requestsPerSecond: number;
  /** Streams that cost a call a player or game and are to be pulled all the same. */
  readonly chosenStreams?: readonly string[];
  readonly settings: Readonly<Record<string, string>>;
  /** Where each field is set, for messages: url -> GGR_PV_URL, or its line in ggr.config.yaml. */
  readonly settingNames: Readonly<Record<string, string>>;
}

/** A field of an account, read from `GGR_<VENDOR>_<NAME>` or ggr.config.yaml. */
export interface Setting {
  readonly secret?: boolean;
  /** Used where nothing is set; a setting without one must be set. */
  readonly fallback?: string;
  readonly about: string;
  /** Says what is wrong with a value, or nothing. */
  readonly check?: (value: string) => string | undefined;
}

export interface Vendor {
  readonly name: string;
  readonly settings: Readonly<Record<string, Setting>>;
  readonly defaults: {
    lagSeconds: number;
    concurrency: number;
    requestsPerSecond: number;
    /** Cron in UTC; every minute without one. */
    schedule?: string;
  };
  /** Where its views and lists stand; sql/vendors/<name>/ without it. */
  readonly sql?: URL;
  /**
   * Whose limits an account's calls count against, where that is not the account alone: accounts with
   * the same answer share lanes and pauses.
   */
  readonly limitedAs?: (account: Account) => string;
  /** One call that shows that address and credentials are right; throws what is wrong. */
  readonly hello: (account: Account, net: Net, signal: AbortSignal) => Promise<void>;
  /**
   * Called when the vendor refuses the parameters of a request: tells whether the fault lies in the
   * account (credentials, clock), in which case it returns the error to stop with.
   */
  readonly diagnose?: (
    account: Account,
    net: Net,
    signal: AbortSignal,
  ) => Promise<Error | undefined>;
  /** The address of a page that shows one round; throws VendorError where the vendor knows none. */
  readonly detail?: (request: DetailRequest) => Promise<string>;
  /** Questions about one thing that no stream answers, by name; their answers are not stored. */
  readonly lookups?: Readonly<Record<string, Lookup>>;
}

/** What a question outside any stream is asked with. */
export interface AskContext {
  readonly account: Account;
  readonly net: Net;
  readonly signal: AbortSignal;
}

export interface DetailRequest extends AskContext {
  readonly gameId: string;
  readonly roundId: string;
}

export interface Lookup {
  readonly about: string;
  /** Names of the values it must be asked with, and of those that may follow, in order. */
  readonly parameters: readonly string[];
  readonly optional?: readonly string[];
  /** Throws VendorError for a refusal, UsageError for a value that cannot be asked with. */
  readonly ask: (request: LookupRequest) => Promise<readonly Finding[]>;
}

export interface LookupRequest extends AskContext {
  readonly values: readonly string[];
}

/** A line of an answer. Amounts are text with four decimals, in currency units; times ISO 8601 with Z. */
export type Finding = Readonly<Record<string, string | boolean | null>>;
