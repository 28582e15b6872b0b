import { z } from 'zod';
import { timestamp } from './rules.ts';

// Unknown parameters are refused: pv.txt is silent about them, and it finds misspelt ones.

interface Range {
  time_start: number;
  time_end: number;
}

const DAY_SECONDS = 86_400;
const range = { time_start: timestamp, time_end: timestamp };
const limit = z.int().min(1).max(500).default(50);
const gameIds = z.array(z.int()).optional();
const player = { user_id: z.int().optional(), op_id: z.string().optional() };

const isOrdered = (p: Range): boolean => p.time_start < p.time_end;
const isWithin60Days = (p: Range): boolean => p.time_end - p.time_start <= 60 * DAY_SECONDS;
const isWithinHour = (p: Range): boolean => p.time_end - p.time_start <= 3600;
// Half-open windows: one that ends at 00:00:00 of the next day holds nothing of that day.
const isWithinDay = (p: Range): boolean =>
  Math.floor(p.time_start / DAY_SECONDS) === Math.floor((p.time_end - 1) / DAY_SECONDS);
const namesPlayer = (p: { user_id?: number | undefined; op_id?: string | undefined }): boolean =>
  p.user_id !== undefined || (p.op_id ?? '') !== '';

const ORDER = 'time_start must be before time_end';
const SIXTY_DAYS = 'maximum time range 60 days';
const PLAYER = 'either user_id or op_id must be provided';

/** Parameters of 1.1: none. */
export const noParameters = z.strictObject({});
/** Parameters of 1.2 and 3.3. */
export const rangeParameters = z
  .strictObject(range)
  .refine(isOrdered, ORDER)
  .refine(isWithin60Days, SIXTY_DAYS);
/** Parameters of 1.3: the only window of at most an hour, within one UTC day. */
export const historyParameters = z
  .strictObject({
    ...range,
    page_size: z.int().min(1).max(2000).default(1000),
    page: z.int().min(1).default(1),
    game_ids: gameIds,
  })
  .refine(isOrdered, ORDER)
  .refine(isWithinHour, 'time span cannot exceed 1 hour')
  .refine(isWithinDay, 'start and end times must be within the same day');
/** Parameters of 1.4. */
export const bonusParameters = z
  .strictObject({
    mch_id: z.int(),
    ...player,
    game_ids: gameIds,
    create_type_list: z.array(z.int().min(1).max(3)).optional(),
    state_list: z.array(z.int().min(1).max(5)).optional(),
    time_start: timestamp.optional(),
    time_end: timestamp.optional(),
  })
  .refine((p) => isOrdered(filledRange(p)), ORDER)
  .refine((p) => isWithin60Days(filledRange(p)), SIXTY_DAYS);
/** Parameters of 2.1 and 3.1. */
export const userHistoryParameters = z
  .strictObject({ ...player, ...range, limit })
  .refine(namesPlayer, PLAYER)
  .refine(isOrdered, ORDER)
  .refine(isWithin60Days, SIXTY_DAYS);
/** Parameters of 2.3 and 3.2. */
export const userSummaryParameters = z
  .strictObject({ ...player, ...range })
  .refine(namesPlayer, PLAYER)
  .refine(isOrdered, ORDER)
  .refine(isWithin60Days, SIXTY_DAYS);
/** Parameters of 2.2. */
export const gameHistoryParameters = z
  .strictObject({ game_id: z.int(), ...range, limit })
  .refine(isOrdered, ORDER)
  .refine(isWithin60Days, SIXTY_DAYS);
/** Parameters of 2.4. */
export const gameSummaryParameters = z
  .strictObject({ game_id: z.int(), ...range })
  .refine(isOrdered, ORDER)
  .refine(isWithin60Days, SIXTY_DAYS);
/** Parameters of 3.4. */
export const detailUrlParameters = z.strictObject({
  game_id: z.int(),
  draw_id: z.string().min(1),
});

// Both times of 1.4 are optional: a range of which one end is open has no length to exceed.
function filledRange(p: { time_start?: number | undefined; time_end?: number | undefined }): Range {
  const time_start = p.time_start ?? (p.time_end ?? 1) - 1;
  return { time_start, time_end: p.time_end ?? time_start + 1 };
}
