/**
 * Everything that can go wrong, grouped by what the caller must do about it.
 *
 * A message says what happened and where (account, stream, window); `hint` is the next step. Neither
 * ever holds a secret, a player's data or the query part of an address.
 */
import { withoutSecrets } from './secrets.ts';

/** What the caller does: try again, wait first, set the record or window aside, or stop the source. */
export type Recovery = 'retry' | 'wait' | 'quarantine' | 'stop';

/** Exit codes of the contract (DESIGN §2). */
export const EXIT = {
  done: 0,
  unexpected: 1,
  usage: 2,
  partial: 3,
  stale: 4,
  mismatch: 5,
  interrupted: 130,
} as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

interface Details {
  readonly hint?: string | undefined;
  readonly cause?: unknown;
}

/** The base of every error that ggr raises on purpose; anything else is a bug and exits 1. */
export abstract class GgrError extends Error {
  abstract readonly code: string;
  abstract readonly exitCode: ExitCode;
  readonly hint: string | undefined;

  constructor(message: string, details: Details = {}) {
    // here and nowhere else: whoever stores, logs or shows an error need not think of it
    super(withoutSecrets(message), { cause: details.cause });
    this.name = new.target.name;
    this.hint = details.hint === undefined ? undefined : withoutSecrets(details.hint);
  }
}

/** What happened and the next step, on one line. */
export function withHint(error: Error): string {
  return error instanceof GgrError && error.hint
    ? `${error.message}; ${error.hint}`
    : error.message;
}

/** A setting is missing, malformed or wrong; the message names it. */
export class ConfigError extends GgrError {
  readonly code = 'config';
  readonly exitCode = EXIT.usage;
}

/** The command was asked for something it does not do. */
export class UsageError extends GgrError {
  readonly code = 'usage';
  readonly exitCode = EXIT.usage;
}

/** The DuckDB file cannot be used as the warehouse: held by another process, foreign, full. */
export class StoreError extends GgrError {
  readonly code:
    | 'store-locked'
    | 'store-folder'
    | 'store-foreign'
    | 'store-missing'
    | 'store-full'
    | 'store-memory'
    // given up for want of room: it works again when it is opened anew with room
    | 'store-suspended'
    | 'store-broken';
  readonly exitCode: ExitCode;

  constructor(code: StoreError['code'], message: string, details: Details = {}) {
    super(message, details);
    this.code = code;
    const ours: readonly string[] = [
      'store-locked',
      'store-folder',
      'store-foreign',
      'store-missing',
    ];
    this.exitCode = ours.includes(code) ? EXIT.usage : EXIT.unexpected;
  }
}

/** The wallet's journal lost or changed something, or cannot be opened: nothing is served from it. */
export class WalletError extends GgrError {
  readonly code = 'wallet';
  readonly exitCode = EXIT.mismatch;
}

/** A backup is not what it was made from, or cannot be opened. */
export class BackupError extends GgrError {
  readonly code = 'backup';
  readonly exitCode = EXIT.mismatch;
}

/** Nobody can tell whether something was done: the hint says how it is asked for again safely. */
export class OutcomeError extends GgrError {
  readonly code = 'outcome-unknown';
  readonly exitCode = EXIT.unexpected;
}

/** The daemon that holds the store cannot run a command for us. */
export class DaemonError extends GgrError {
  readonly code:
    | 'daemon-gone'
    | 'daemon-refuses'
    | 'daemon-version'
    | 'daemon-port'
    | 'snapshot-missing';
  readonly exitCode: ExitCode;

  constructor(code: DaemonError['code'], message: string, details: Details = {}) {
    super(message, details);
    this.code = code;
    const isOurs = code === 'daemon-gone' || code === 'snapshot-missing';
    this.exitCode = isOurs ? EXIT.unexpected : EXIT.usage;
  }
}

/** A process of `ggr serve` could not start: its own error, told here. */
export class PartError extends GgrError {
  readonly code: string;
  readonly exitCode: ExitCode;

  constructor(told: {
    code: string;
    message: string;
    hint?: string | undefined;
    exitCode: number;
  }) {
    super(told.message, { hint: told.hint });
    this.code = told.code;
    this.exitCode = Object.values(EXIT).find((code) => code === told.exitCode) ?? EXIT.unexpected;
  }
}

/** How a vendor failed to give us an answer we can use. */
export type VendorFault =
  | 'unreachable'
  | 'unavailable'
  | 'busy'
  | 'too-frequent'
  | 'garbled'
  | 'too-large'
  | 'parameters'
  | 'credentials'
  | 'clock'
  | 'certificate'
  | 'proxy'
  | 'unstable'
  /** It would take away much that we hold, and no second witness confirms it. */
  | 'doubted'
  /** It belongs to a month that stands in ClickHouse alone. */
  | 'forgotten';

const RECOVERY = {
  unreachable: 'retry',
  unavailable: 'retry',
  busy: 'retry',
  'too-frequent': 'wait',
  garbled: 'retry',
  'too-large': 'quarantine',
  parameters: 'quarantine',
  credentials: 'stop',
  clock: 'stop',
  certificate: 'stop',
  proxy: 'stop',
  unstable: 'quarantine',
  doubted: 'quarantine',
  forgotten: 'quarantine',
} as const satisfies Record<VendorFault, Recovery>;

interface VendorDetails extends Details {
  readonly retryAfterMs?: number | undefined;
  readonly clockAheadMs?: number | undefined;
  readonly vendorCode?: number | string | undefined;
}

/** A vendor's answer, or its absence, for one request or one window. */
export class VendorError extends GgrError {
  readonly code: VendorFault;
  readonly recovery: Recovery;
  readonly exitCode: ExitCode;
  /** How long the vendor asked us to wait, in milliseconds, where it said so. */
  readonly retryAfterMs: number | undefined;
  /** How far the vendor's clock is ahead of ours, where the answer told. */
  readonly clockAheadMs: number | undefined;
  /** The vendor's own error code as it came, where the answer had one. */
  readonly vendorCode: number | string | undefined;

  constructor(code: VendorFault, message: string, details: VendorDetails = {}) {
    super(message, details);
    this.code = code;
    this.recovery = RECOVERY[code];
    this.exitCode = this.recovery === 'stop' ? EXIT.usage : EXIT.partial;
    this.retryAfterMs = details.retryAfterMs;
    this.clockAheadMs = details.clockAheadMs;
    this.vendorCode = details.vendorCode;
  }
}

/** record: it cannot be mapped. conflict: another record of the answer has its key, and neither is believed. */
export type RefusalKind = 'record' | 'conflict';

/** A record that cannot become a row: the field at fault and why. It goes to quarantine, whole. */
export class Refusal extends Error {
  readonly field: string;
  readonly reason: string;
  readonly kind: RefusalKind;

  constructor(field: string, reason: string, kind: RefusalKind = 'record') {
    super(`${field}: ${reason}`);
    this.name = 'Refusal';
    this.field = field;
    this.reason = reason;
    this.kind = kind;
  }
}

/** The user or the system asked us to end; what is committed stays. */
export class Interrupted extends GgrError {
  readonly code = 'interrupted';
  readonly exitCode = EXIT.interrupted;

  constructor() {
    super('interrupted: everything committed so far is kept', {
      hint: 'run the same command again to go on where it stopped',
    });
  }
}
