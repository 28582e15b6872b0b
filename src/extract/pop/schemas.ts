/** Shapes of POP's records (NOTES.md): pop.txt itself gives the envelope and one list of games. */
import * as z from 'zod';
import { isJsonNumber, type JsonNumber, numberText } from '../../transform/json.ts';

/** A message that tells a column that is missing from one that holds something else. */
const not = (what: string) => ({
  error: ({ input }: { input?: unknown }) =>
    input === undefined ? 'the column is missing' : `not ${what}`,
});

const number = z.custom<JsonNumber>(isJsonNumber, not('a number'));
/** Ids and codes are opaque; where they come as numbers, every digit is kept. */
const opaque = z.union([z.string(), z.custom<JsonNumber>(isJsonNumber).transform(numberText)], {
  ...not('text'),
});
const key = opaque.refine((text) => text !== '', 'empty');

/** A row of record/betlist whose cells do not fit the titles: kept whole, never guessed at. */
export interface MisfitRow {
  readonly Title: readonly string[];
  readonly List: readonly unknown[];
}

/** One row of record/betlist, its cells named by Title. */
export const popBet = z.object({
  List: z
    .custom<undefined>((value) => value === undefined, {
      error: 'the row has more or fewer cells than Title has columns',
    })
    .optional(),
  ID: key,
  Pid: opaque.nullish(),
  UserID: key,
  GameID: key,
  Bet: number,
  Win: number,
  InsertTime: z.string(not('a time')),
  AppID: opaque.nullish(),
  Balance: number.nullish(),
  WinLose: number,
  Grade: opaque.nullish(),
  RoundID: opaque.nullish(),
  Completed: z
    .union([z.boolean(), z.literal([0, 1]).transform(Boolean)], not('true or false'))
    .nullish(),
});
export type PopBet = z.infer<typeof popBet>;

const titles = z.array(z.string().min(1)).refine((names) => new Set(names).size === names.length, {
  error: 'a column stands twice',
});

/** The data of record/betlist: column names, rows of cells, and where to go on. */
export const popBetList = z.object({
  Title: titles.nullish(),
  List: z.array(z.unknown()).nullish(),
  NextStartID: opaque.nullish(),
});

/** A game in either of its two shapes: game/list's own, and the example of pop.txt §5. */
export const popGame = z.object({
  ID: opaque.nullish(),
  gameid: opaque.nullish(),
  Name: z.string().nullish(),
  name: z.string().nullish(),
  Type: opaque.nullish(),
  platform: opaque.nullish(),
  IconUrl: z.string().nullish(),
  /** When we asked, in seconds; the answer does not say. */
  seen_at: z.int(),
});
export type PopGame = z.infer<typeof popGame>;

const list = z.array(z.unknown());
/** Without a game, the list may be null. */
export const popGameList = z.union([
  list,
  z.object({ List: list.nullable() }).transform(({ List }) => List ?? []),
  z.object({ glist: list.nullable() }).transform(({ glist }) => glist ?? []),
]);

/** The data of record/getbetlogs. */
export const popBetLogs = z.object({ List: z.array(popBet).nullish() });
/** The data of player/balance. */
export const popBalance = z.object({ Balance: number });
/** The data of transaction/queryOrder. */
export const popOrder = z.object({
  Order: z.object({
    UserID: opaque.nullish(),
    Action: opaque,
    Amount: number,
    Error: z.string().nullish(),
    Completed: z.boolean(),
    CreateTime: z.string(not('a time')),
  }),
});
