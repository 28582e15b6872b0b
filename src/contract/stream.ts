/**
 * The contract between vendors and the engine, and the glossary of the code.
 *
 *   vendor    a company whose games an operator buys, with a report API of its own
 *   account   one credential at a vendor, with exactly one currency
 *   stream    one report of one vendor: `pv.bets`
 *   window    a half-open UTC interval [start, end)
 *   page      one answer of the vendor; its records are the vendor's own JSON objects
 *   row       a record after normalisation: typed, exact, UTC
 *   unit      the interval in which a stream's windows are cut and, once closed, final: a PV hour
 *   cursor    where a walk through a report stands, in the vendor's own words: opaque, never compared
 *             but for being the same
 *   walk      a report read from a cursor on, page after page, in the vendor's order of insertion
 *   piece     so many pages of a walk as are committed at once, with the cursor after them
 */
import type { z } from 'zod';
import type { Net } from './net.ts';

/** Milliseconds since 1970-01-01T00:00:00Z. Windows and clocks use it; rows hold microseconds. */
export type EpochMs = number;

export interface Window {
  readonly start: EpochMs;
  readonly end: EpochMs;
}

/** One credential at a vendor. `settings` holds the vendor's own fields (url, key, …). */
export interface Account {
  readonly name: string;
  readonly vendor: string;
  readonly currency: string;
  /** Currency units that one reported unit is worth, in ten-thousandths; 1 without it. */
  readonly scale?: bigint;
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

export interface Page {
  readonly records: readonly unknown[];
  /** The vendor's own count of the records of the whole window, where it gives one. */
  readonly total: number | undefined;
  /** Why records are missing that no smaller question would bring; the window is loaded all the same. */
  readonly truncated?: string;
}

/** Column types of fact tables, and what a row holds for each in TypeScript. */
interface ValueOf {
  VARCHAR: string;
  JSON: string;
  BOOLEAN: boolean;
  INTEGER: number;
  BIGINT: bigint;
  /** An amount: a bigint of ten-thousandths of the currency unit. Never a number. */
  'DECIMAL(18,4)': bigint;
  /** Microseconds since the epoch, UTC. */
  TIMESTAMP: bigint;
}
export type ColumnType = keyof ValueOf;
export type Columns = Readonly<Record<string, ColumnType>>;
export type Row<C extends Columns = Columns> = { [K in keyof C]: ValueOf[C[K]] | null };

/** How a stream's windows are cut (all from the vendor's document). */
export interface WindowRules {
  /** Longest span of one window; also the unit in which a day is divided. */
  readonly unitMs: number;
  /** The account's setting with the zone whose midnights windows never cross; UTC without one. */
  readonly zoneSetting?: string;
  /** The report tells of now and of no other time: each sync is one window since the last. */
  readonly isInstant?: boolean;
  /** The report takes days, not instants: an open day is read again from its beginning. */
  readonly fromUnitStart?: boolean;
  /**
   * Rows are sums of whole UTC days, so that part of a day is never asked for. 'so far': the open day
   * is read again from its beginning; 'closed': it is not read before it is over.
   */
  readonly days?: 'so far' | 'closed';
  /** How long the vendor keeps the data; undefined where its document does not say. */
  readonly retentionDays?: number;
  /** A window that the vendor cannot answer in time is halved, down to this; not at all without it. */
  readonly leastMs?: number;
  /** The account's setting with the pause between two requests, where one is the rule. */
  readonly paceSetting?: string;
  /** Rows per page, to estimate requests. */
  readonly pageSize: number;
}

/** Whether a game of this type is meant; undefined where the type is not known. */
export type GameFilter = (gameType: string | undefined) => boolean;

/** The vendor's ids of those a report must be asked for one by one. */
export interface Seen {
  /** Who bet in the window (in such games); before the window's end, where the stream has no `seenIn`. */
  readonly players: (isMeant?: GameFilter) => Promise<string[]>;
  /** The games that were bet on in the window. */
  readonly games: (isMeant?: GameFilter) => Promise<string[]>;
}

/** Where a stream finds the players and games of its windows. */
export interface SeenIn {
  /** The stream whose rows name them: a window is not read before this one's is held. */
  readonly bets: AnyStream;
  /** Its columns. */
  readonly player: string;
  readonly game: string;
  /** A relation with account, game_id and game_type. */
  readonly gameTypes: string;
}

/** How a cursor stream's pages follow each other (all from the vendor's document). */
export interface CursorRules {
  /** Rows asked for at once; a page with fewer may be the last. */
  readonly pageSize: number;
  /** Records whose key moved in time by less than this are still found in the store. */
  readonly driftMs: number;
  /** Microseconds UTC of a record that may be refused yet; undefined where it cannot be read. */
  readonly eventTimeOf: (record: unknown) => bigint | undefined;
}

/** One page of a walk. */
export interface CursorPage {
  readonly records: readonly unknown[];
  /** The cursor after it as the vendor returned it; '' if it returned none. */
  readonly next: string;
}

interface CallContext extends AskContext {
  readonly priority: number;
}

export interface ReadContext extends CallContext, Seen {
  readonly window: Window;
}

export interface CursorContext extends CallContext {
  /** '' at the beginning of the report. */
  readonly cursor: string;
}

/** What every stream is, however it is read. */
interface CommonStream<R, C extends Columns> {
  readonly name: string;
  readonly vendor: Vendor;
  /** The fact table, created by a migration with these columns and the engine's own. */
  readonly table: string;
  readonly columns: C;
  readonly key: readonly (keyof C & string)[];
  /** Columns whose sum a view makes (stake and net are the payout): it must be storable as well. */
  readonly sums?: readonly (readonly (keyof C & string)[])[];
  /** Decimals that are no amounts, such as odds: the account's scale leaves them alone. */
  readonly ratios?: readonly (keyof C & string)[];
  /** The clock by which windows and gaming days go; it never changes for a key. */
  readonly eventTime: keyof C & string;
  /**
   * replace: a complete read of a window is all there is of it, and withdraws what it lacks.
   * upsert: the windows go by another clock than event time, or there are none; a read only brings versions.
   */
  readonly mode: 'replace' | 'upsert';
  /** The vendor's own clock of versions; without one the time of the read decides. */
  readonly version?: keyof C & string;
  /** Costs a call for each of them: pulled only when it is named, or chosen in the configuration. */
  readonly callsPer?: 'player' | 'game';
  /** A snapshot's rows come and go: leaving it is no correction, and leaves no revision. */
  readonly isSnapshot?: boolean;
  /** Names of the key in the vendor's record, where they differ from the columns. */
  readonly keyFields?: readonly string[];
  /** The shape of a record. Fields it does not name are kept in the row's `extra`. */
  readonly record: z.ZodObject;
  /** Turns a checked record into a row; throws Refusal. */
  readonly toRow: (record: R, account: Account) => Row<C>;
}

/** A report asked for by time: the ledger is sync.windows. */
export interface WindowedStream<R = never, C extends Columns = Columns> extends CommonStream<R, C> {
  readonly windows: WindowRules;
  readonly cursor?: undefined;
  readonly seenIn?: SeenIn;
  /** A stream whose windows must be held before this one's are read; `seenIn.bets` is one, too. */
  readonly after?: AnyStream;
  /** Requests that a window takes at least, where it is neither pages nor one for each of `callsPer`. */
  readonly countCalls?: (seen: Seen) => Promise<number>;
  readonly read: (context: ReadContext) => AsyncIterable<Page>;
}

/** A report that only goes on from where one stopped: the ledger is sync.cursors. */
export interface CursorStream<R = never, C extends Columns = Columns> extends CommonStream<R, C> {
  readonly mode: 'upsert';
  readonly cursor: CursorRules;
  readonly windows?: undefined;
  readonly readPage: (context: CursorContext) => Promise<CursorPage>;
}

export type Stream<R = never, C extends Columns = Columns> =
  | WindowedStream<R, C>
  | CursorStream<R, C>;

/** A stream of any record type, as the engine sees it. */
export type AnyStream = Stream;

/** Whether sync pulls it for this account without its being named. */
export function isPulled({ name, callsPer }: AnyStream, { chosenStreams = [] }: Account): boolean {
  return callsPer === undefined || chosenStreams.includes(name);
}

/** Whether the stream is read by a cursor instead of windows. */
export function hasCursor(stream: AnyStream): stream is CursorStream {
  return stream.cursor !== undefined;
}

type Declared<T, S extends z.ZodObject> = Omit<T, 'record'> & { readonly record: S };

/** Declares a stream of windows; the record's type is inferred from its schema. */
export function defineStream<S extends z.ZodObject, const C extends Columns>(
  stream: Declared<WindowedStream<z.infer<S>, C>, S>,
): WindowedStream {
  return stream as unknown as WindowedStream;
}

/** Declares a stream that is read by a cursor. */
export function defineCursorStream<S extends z.ZodObject, const C extends Columns>(
  stream: Declared<CursorStream<z.infer<S>, C>, S>,
): CursorStream {
  return stream as unknown as CursorStream;
}
