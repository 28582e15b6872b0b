/** `pop.bets`: record/betlist, a keyset cursor in the vendor's order of insertion (NOTES.md). */
import { VendorError } from '../../contract/errors.ts';
import { type CursorContext, type CursorPage, defineCursorStream } from '../../contract/stream.ts';
import { callPop } from './client.ts';
import { type MisfitRow, popBet, popBetList } from './schemas.ts';
import { popBetToRow, popEventTime } from './spin.ts';
import { pop } from './vendor.ts';

const PAGE_SIZE = 5000; // Count is 1..5000

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
  keyFields: ['ID'],
  eventTime: 'insert_time',
  mode: 'upsert',
  cursor: { pageSize: PAGE_SIZE, driftMs: 3_600_000, eventTimeOf: popEventTime },
  record: popBet,
  toRow: popBetToRow,
  readPage,
});

async function readPage(context: CursorContext): Promise<CursorPage> {
  const { account, cursor } = context;
  const { Title, List, NextStartID } = await callPop({
    ...context,
    path: 'bets_path',
    data: { StartID: cursor, Count: PAGE_SIZE },
    answer: popBetList,
  });
  const rows = List ?? [];
  if (rows.length > 0 && !Title?.length) {
    throw new VendorError('garbled', `account ${account.name}: pop.bets: rows came without Title`);
  }
  return { records: rows.map((row) => named(Title ?? [], row)), next: NextStartID ?? '' };
}

/** A row as an object: the order of columns is Title's, on every page anew. */
function named(titles: readonly string[], cells: unknown): Record<string, unknown> | MisfitRow {
  if (!Array.isArray(cells) || cells.length !== titles.length) {
    return { Title: titles, List: Array.isArray(cells) ? cells : [cells] };
  }
  return Object.fromEntries(titles.map((title, i) => [title, cells[i]]));
}
