/** Rows on their way: read from the store in pieces, and sent in blocks while the next is read. */
import { createHash } from 'node:crypto';
import type { Database } from '../database.ts';
import { type Cluster, ClusterError } from './cluster.ts';

/** Rows of a block: some 30 MB of text. */
const BLOCK = 100_000;

/** Awaited before each statement that changes the cluster; what it throws ends the shipment. */
export type OnStep = () => void | Promise<void>;

interface Sending {
  readonly cluster: Cluster;
  readonly onStep: OnStep | undefined;
  readonly table: string;
  readonly columns: readonly string[];
}

/** Sends the lines that a statement gives; returns how many. */
export async function sendLines(db: Database, text: string, to: Sending): Promise<number> {
  const { cluster, onStep, table, columns } = to;
  let sent = 0;
  let last: Promise<void> = Promise.resolve();
  for await (const { lines, rows } of blocksOf(db, text)) {
    await last;
    await onStep?.();
    // by what it holds: sent again it may hold newer rows, or others, and must not be taken for the first one
    const token = createHash('sha1').update(lines).digest('hex');
    last = cluster.insert({ table, columns, lines, rows, token });
    // a fault is thrown where it is awaited; until then it is no unhandled one
    last.catch(() => {});
    sent += rows;
  }
  await last;
  return sent;
}

/** No line is one: lines are JSON. */
const END = 'end';

/** Throws ClusterError where the result breaks off. */
async function* blocksOf(db: Database, text: string) {
  // DuckDB ends a streamed result that fails midway like one that is whole, and what was not sent would be swept away
  const marked = `select line from (\n${text}\n) union all select '${END}'`;
  const result = await db.connection.stream(marked);
  let lines: string[] = [];
  for (;;) {
    const chunk = await result.fetchChunk();
    if (!chunk || chunk.rowCount === 0) break;
    lines.push(...(chunk.getColumnValues(0) as string[]));
    // the newest line is kept back: it may be the end
    if (lines.length <= BLOCK) continue;
    const last = lines.splice(-1);
    yield { lines: lines.join('\n'), rows: lines.length };
    lines = last;
  }
  if (lines.pop() !== END) {
    throw new ClusterError('the store broke off while its rows were read for ClickHouse', {
      hint: 'nothing is to be done: they are read and sent again',
    });
  }
  if (lines.length > 0) yield { lines: lines.join('\n'), rows: lines.length };
}
