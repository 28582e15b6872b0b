/** The answer of a query as a table. */
import type { Rows } from '../../read/result.ts';
import type { ColumnKind, Table } from '../../serve/table.ts';
import { textOrNull } from './stored-table.ts';

/** Nobody reads more of a table; the other formats have no end. */
const MOST_ROWS = 10_000;
const MOST_CHARACTERS = 16 * 1024 * 1024;

const NUMBER = /^(U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?|DECIMAL)[^[]*$/;
const RATIO = /^(DOUBLE|FLOAT)$/;

/** Columns of ggr's views that a narrow screen does without, the first of them last. */
const SPARE = ['stake', 'rtp', 'proof', 'payout', 'players', 'valid_stake', 'jackpot', 'rebate'];
const SPAREST = ['tips', 'vendor_player_id', 'window_start', 'revision', 'flags', 'run_id'];
const spareOf = (name: string) => [...SPARE, ...SPAREST].indexOf(name) + 1;

/** As many rows as a table has; it says how many there are. */
export async function collectTable({ names, types, batches }: Rows): Promise<Table> {
  const rows: (string | null)[][] = [];
  let [total, characters] = [0, 0];
  for await (const batch of batches()) {
    total += batch.length;
    for (const row of batch) {
      if (rows.length >= MOST_ROWS || characters > MOST_CHARACTERS) break;
      const cells = row.map(textOrNull);
      rows.push(cells);
      for (const cell of cells) characters += cell?.length ?? 0;
    }
  }
  const columns = names.map((name, i) => ({
    name,
    kind: kindOf(types[i] ?? ''),
    spare: spareOf(name),
  }));
  return { columns, rows, total, none: 'NULL' };
}

/** Of DuckDB's name of a type. */
export function kindOf(type: string): ColumnKind {
  if (RATIO.test(type)) return 'ratio';
  return NUMBER.test(type) ? 'number' : 'text';
}
