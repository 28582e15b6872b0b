/** `pop.bets`: record/betlist, a keyset cursor in the vendor's order of insertion (NOTES.md). */
import * as z from 'zod';
import { VendorError } from '../../contract/errors.ts';
import { type CursorContext, type CursorPage, defineCursorStream } from '../../contract/stream.ts';
import { HOUR_MS, microsFromRfc3339, SECOND_MS } from '../../transform/time.ts';
import { callPop } from './client.ts';
import { plainSpin, spin, spinToRow } from './spin.ts';
import { opaque } from './values.ts';
import { pop } from './vendor.ts';

const PAGE_SIZE = 5000; // Count is 1..5000
/**
 * "IDs of one second are given before their rows are stored" (NOTES.md), and nobody says how long before.
 * Within minutes every queue between a game server and a report is empty or known to be broken.
 */
const LATE_MS = 5 * 60 * SECOND_MS;

const titles = z.array(z.string().min(1)).refine((names) => new Set(names).size === names.length, {
  error: 'a column stands twice',
});

/** Column names, rows of cells, and where to go on. */
const betList = z.object({
  Title: titles.nullish(),
  List: z.array(z.unknown()).nullish(),
  NextStartID: opaque.nullish(),
});

/** A row whose cells do not fit the titles: kept whole, never guessed at. */
interface MisfitRow {
  readonly Title: readonly string[];
  readonly List: readonly unknown[];
}

export const popBets = defineCursorStream({
  name: 'pop.bets',
  vendor: pop,
  table: 'pop.bets',
  columns: {
    id: 'VARCHAR',
    pid: 'VARCHAR',
    user_id: 'VARCHAR',
    game_id: 'VARCHAR',
    bet: 'DECIMAL(18,4)',
    win: 'DECIMAL(18,4)',
    insert_time: 'TIMESTAMP',
    app_id: 'VARCHAR',
    balance: 'DECIMAL(18,4)',
    win_lose: 'DECIMAL(18,4)',
    grade: 'VARCHAR',
    round_id: 'VARCHAR',
    completed: 'BOOLEAN',
  },
  key: ['id'],
  isBet: true,
  keyFields: ['ID'],
  identity: ['user_id', 'game_id', 'bet', 'win'],
  eventTime: 'insert_time',
  mode: 'upsert',
  cursor: { pageSize: PAGE_SIZE, driftMs: HOUR_MS, lateMs: LATE_MS, eventTimeOf },
  record: spin,
  toRow: spinToRow,
  plain: plainSpin,
  readPage,
});

async function readPage(context: CursorContext): Promise<CursorPage> {
  const { account, cursor } = context;
  const { Title, List, NextStartID } = await callPop({
    ...context,
    path: 'bets_path',
    data: { StartID: cursor, Count: PAGE_SIZE },
    answer: betList,
  });
  const rows = List ?? [];
  if (rows.length > 0 && !Title?.length) {
    throw new VendorError('garbled', `account ${account.name}: pop.bets: rows came without Title`);
  }
  return { records: rows.map((row) => named(Title ?? [], row)), next: NextStartID ?? '' };
}

/** A row as an object: the order of columns is Title's, on every page anew. */
function named(names: readonly string[], cells: unknown): Record<string, unknown> | MisfitRow {
  if (!Array.isArray(cells) || cells.length !== names.length) {
    return { Title: names, List: Array.isArray(cells) ? cells : [cells] };
  }
  return Object.fromEntries(names.map((name, i) => [name, cells[i]]));
}

/** When a record that may yet be refused was inserted; undefined where it does not say so. */
function eventTimeOf(record: unknown): bigint | undefined {
  const { InsertTime } = (record ?? {}) as { InsertTime?: unknown };
  if (typeof InsertTime !== 'string') return undefined;
  try {
    return microsFromRfc3339(InsertTime, 'InsertTime');
  } catch {
    return undefined;
  }
}
