/** What the suite must be told of a stream, beside what the stream declares itself. */
import type { Account } from '../../../src/contract/vendor.ts';
import type { EpochMs, Window } from '../../../src/contract/window.ts';
import type { DemoRequest, FaultPlan } from '../../../src/demo/faults.ts';

/** A record as the vendor sends it. */
export type Sent = Readonly<Record<string, unknown>>;

/** A place in the vendor's book. */
export interface Slot {
  /** Its number in the book, from 0; also what makes its key. */
  readonly n: number;
  /** Its time by the report's own clock, whole seconds. */
  readonly at: EpochMs;
  /** The number of the player or game it is of. */
  readonly who: number;
}

export interface Entry extends Slot {
  readonly record: Sent;
}

/** Which part of a report a request asks for; what is absent does not matter. */
export interface Question {
  readonly window?: Window;
  readonly who?: number;
  readonly page?: { readonly number: number; readonly size: number };
  /** At most so many, the newest first; there are no pages. */
  readonly limit?: number;
  /** What follows a cursor, '' at the beginning, at most so many. */
  readonly after?: { readonly cursor: string; readonly size: number };
}

/** A record as it is when the stream has read it; without a number, the stream or the vendor made it up. */
export interface Read {
  readonly n?: number;
  readonly record: Sent;
}

/** What the book has to say to a question. */
export interface Found {
  readonly records: readonly Sent[];
  /** Of all pages. */
  readonly total: number;
  readonly question: Question;
  /** What the book has of another report of the vendor. */
  readonly of: (stream: string) => readonly Entry[];
}

/** When and for what a stream was read. */
export interface Look {
  readonly windows: readonly Window[];
  readonly now: EpochMs;
  /** Of how many players or games there are bets. */
  readonly whos: number;
}

export interface Adapter {
  readonly stream: string;
  /** Of a slot, a record of the vendor. */
  readonly record: (slot: Slot) => Sent;
  /** The same record, corrected: another amount or name. */
  readonly changed: (record: Sent) => Sent;
  /** The same record with something in it that cannot be read; its key still can. */
  readonly spoilt: (record: Sent) => Sent;
  /** A correction that is older than what the record says, where the vendor has a clock of versions. */
  readonly older?: (record: Sent) => Sent;
  /** What a request asks of this report; undefined where it asks another one. */
  readonly question: (request: DemoRequest) => Question | undefined;
  /** The data of a good answer; undefined leaves what the vendor itself says. */
  readonly data: (found: Found) => unknown;
  /** Its pages have numbers and a total; else a report with a size of page has a limit, or a cursor. */
  readonly isNumbered?: boolean;
  /** The cursor behind a record. */
  readonly cursorOf?: (record: Sent) => string;
  /** What the stream makes of records, where it adds what it asked for, or says more than the vendor. */
  readonly asRead?: (entries: readonly Entry[], look: Look) => readonly Read[];
  /** How far two slots are apart; a second without it. */
  readonly stepMs?: number;
  /** What the vendor leaves out, the stream fills in: nothing is ever withdrawn. */
  readonly isFilled?: boolean;
  /** The report always has so many records a unit: none comes late, none is withdrawn. */
  readonly fixed?: number;
}

/** A vendor whose server is told what to answer. */
export interface Puppet {
  readonly url: string;
  readonly faults: FaultPlan;
  readonly requests: readonly DemoRequest[];
  close(): Promise<void>;
}

/** A vendor of the catalogue: its bundled server, and the envelope of its answers. */
export interface House {
  readonly vendor: string;
  readonly currency: string;
  /** Starts the bundled server without any data of its own. */
  readonly start: (
    now: () => number,
  ) => Promise<Puppet & { readonly settings: Account['settings'] }>;
  /** A good answer of the vendor with other data in it; what it refuses stays refused. */
  readonly wrap: (body: string, data: unknown) => string;
  /** The vendor's answer to a question that takes too long, where it has one. */
  readonly busy?: string;
  readonly adapters: readonly Adapter[];
}
