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
import type { MayScan, OrScanned, Plain } from './plain.ts';
import type { Columns, Row } from './row.ts';
import type { TotalsPart } from './totals-part.ts';
import type { Account, AskContext, Vendor } from './vendor.ts';
import type { Window } from './window.ts';

export interface Page {
  readonly records: readonly unknown[];
  /** The vendor's own count of the records of the whole window, where it gives one. */
  readonly total: number | undefined;
  /** Why records are missing that no smaller question would bring; the window is loaded all the same. */
  readonly truncated?: string;
}

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

/** Whether a game of this type is meant; undefined: not known. */
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
  /**
   * So long after its time a row may still appear below a cursor that was passed: a walk begins again
   * before it, or before the account's lag if that is longer.
   */
  readonly lateMs?: number;
  /** Microseconds UTC of a record that may be refused yet; undefined where it cannot be read. */
  readonly eventTimeOf: (record: unknown) => bigint | undefined;
}

export interface CursorPage {
  readonly records: readonly unknown[];
  /** The cursor after it as the vendor returned it; '' if it returned none. */
  readonly next: string;
}

/** Currency units in ten-thousandths, scaled as rows are; sums have no limit of digits. */
export interface Sums {
  readonly stake: bigint;
  readonly ggr: bigint;
}

/** The vendor's own count and sums of an interval: a second witness of what its report returned. */
export interface ControlTotals extends Window, Sums {
  readonly count: bigint;
}

/** How a stream's control totals are asked for (all from the vendor's document). */
export interface TotalsRules {
  /** Columns of the stake and of the player's net. */
  readonly stake: string;
  readonly net: string;
  /** The longest interval that one call answers for. */
  readonly longestMs: number;
  /** One entry for each UTC day that the interval touches, days without bets included. Throws VendorError. */
  readonly read: (context: TotalsContext) => Promise<readonly ControlTotals[]>;
  readonly parts?: readonly TotalsPart[];
  /** What a refused record adds to the totals; undefined where its amounts cannot be read. */
  readonly sumsOf?: (record: unknown, account: Account) => Sums | undefined;
}

export interface TotalsContext extends CallContext {
  readonly window: Window;
}

export interface CallContext extends AskContext {
  readonly priority: number;
}

export interface ReadContext extends CallContext, Seen, MayScan {
  readonly window: Window;
}

export interface CursorContext extends CallContext {
  /** '' at the beginning of the report. */
  readonly cursor: string;
}

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
  /**
   * What never changes for a key, such as player and stake: two rows of one key and version that differ in
   * them are two things under one key.
   */
  readonly identity?: readonly (keyof C & string)[];
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
  /** Its rows are bets: they stand in ggr.bets, the key (of one column) as bet_id. */
  readonly isBet?: boolean;
  /** A snapshot's rows come and go: leaving it is no correction, and leaves no revision. */
  readonly isSnapshot?: boolean;
  /** Names of the key in the vendor's record, where they differ from the columns. */
  readonly keyFields?: readonly string[];
  /**
   * Fields that depend on the game or the player, or that are another's name: a page without them is none
   * that lost them.
   */
  readonly mayLack?: readonly string[];
  /** A record's shape. Fields it does not name are kept in the row's `extra`. */
  readonly record: z.ZodObject;
  /** Turns a checked record into a row; throws Refusal. */
  readonly toRow: (record: R, account: Account) => Row<C>;
  /** The same of ordinary records, for the loop that reads whole pages. */
  readonly plain?: Plain<C>;
}

/** A report asked for by time: the ledger is sync.windows. */
export interface WindowedStream<R = never, C extends Columns = Columns> extends CommonStream<R, C> {
  readonly windows: WindowRules;
  readonly cursor?: undefined;
  readonly seenIn?: SeenIn;
  readonly totals?: TotalsRules;
  /** A stream whose windows must be held before this one's are read; `seenIn.bets` is one, too. */
  readonly after?: AnyStream;
  /** Requests that a window takes at least, where it is neither pages nor one for each of `callsPer`. */
  readonly countCalls?: (seen: Seen) => Promise<number>;
  readonly read: (context: ReadContext) => AsyncIterable<OrScanned<Page>>;
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

/** One report of one account: what a command selects, plans and pulls. */
export interface AccountStream {
  readonly account: Account;
  readonly stream: AnyStream;
}

/** Every vendor and every stream that a ggr knows, in the order in which people see them. */
export interface Catalogue {
  readonly vendors: readonly Vendor[];
  readonly streams: readonly AnyStream[];
}
