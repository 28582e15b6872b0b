/** Rows on their way: read from the store in pieces, and sent in blocks while the next is read. */
import { count, type Database } from '../database.ts';
import { sql } from '../sql.ts';
import { type Cluster, ClusterError } from './cluster.ts';

/** Rows of a block: some 30 MB of text. */
const BLOCK = 100_000;
/** Of a text that the store joins. */
const JOINED = 5000;

/** Awaited before each statement that changes the cluster; what it throws ends the shipment. */
export type OnStep = () => void | Promise<void>;

interface Sending {
  readonly cluster: Cluster;
  readonly onStep: OnStep | undefined;
  readonly table: string;
  readonly columns: readonly string[];
}

/** Sends the lines that a statement gives, all of which the store holds in memory; returns how many. */
export async function sendLines(db: Database, text: string, to: Sending): Promise<number> {
  const { cluster, onStep, table, columns } = to;
  let sent = 0;
  let last: Promise<void> = Promise.resolve();
  for await (const { lines, rows, token } of blocksOf(db, text)) {
    await last;
    await onStep?.();
    last = cluster.insert({ table, columns, lines, rows, token });
    // a fault is thrown where it is awaited; until then it is no unhandled one
    last.catch(() => {});
    sent += rows;
  }
  await last;
  return sent;
}

class Block {
  readonly #texts: string[] = [];
  #added = 0n;
  #mixed = 0n;
  rows = 0;

  add(text: string, rows: number, { added, mixed }: { added: bigint; mixed: bigint }): void {
    this.#texts.push(text);
    this.rows += rows;
    this.#added += added;
    this.#mixed ^= mixed;
  }

  /** By what it holds: sent again it may hold newer rows, or others, and must not be taken for the first one. */
  end() {
    const token = [this.rows, this.#added, this.#mixed].join('-');
    return { lines: this.#texts.join('\n'), rows: this.rows, token };
  }
}

/** Throws ClusterError where the result breaks off. */
async function* blocksOf(db: Database, text: string) {
  const joined = sql('clickhouse/joined-lines', { rows: String(JOINED), lines: text });
  const result = await db.connection.stream(joined);
  let block = new Block();
  let isWhole = false;
  for (;;) {
    const chunk = await result.fetchChunk();
    if (!chunk || chunk.rowCount === 0) break;
    const [lines = [], rows = [], added = [], mixed = []] = chunk.getColumns();
    for (const [at, line] of lines.entries()) {
      // the last row of all has no lines
      isWhole = line === null;
      if (isWhole) continue;
      const marks = { added: added[at] as bigint, mixed: mixed[at] as bigint };
      block.add(String(line), count(rows[at] as bigint), marks);
      if (block.rows < BLOCK) continue;
      yield block.end();
      block = new Block();
    }
  }
  // DuckDB ends a streamed result that fails midway like one that is whole, and what was not sent would be swept away
  if (!isWhole) {
    throw new ClusterError('the store broke off while its rows were read for ClickHouse', {
      hint: 'nothing is to be done: they are read and sent again',
    });
  }
  if (block.rows > 0) yield block.end();
}
