/** What went over a network, counted since its process began: by account and stream. */
import type { WindowCounts } from './ledger.ts';

export interface TrafficKey {
  readonly account: string;
  /** Empty for what belongs to no one stream, such as the lists of games. */
  readonly stream: string;
}

/** Whoever counts; it never throws. */
export interface TrafficCounter {
  asked(key: TrafficKey): void;
  /** Time in the lane, and before a gate of the vendor's own rule. */
  waited(key: TrafficKey, ms: number): void;
  /** An answer that was no good, or none; `code` is that of the VendorError. */
  refused(key: TrafficKey, code: string): void;
  loaded(key: TrafficKey, counts: WindowCounts): void;
}

export interface StreamTraffic {
  readonly requests: number;
  readonly refusals: Readonly<Record<string, number>>;
  readonly waited_seconds: number;
  /** What was read became of it: received, inserted, updated, unchanged, withdrawn, quarantined. */
  readonly rows: Readonly<Record<string, number>>;
}
