/** Rows on their way to ClickHouse: all of them, or a fault. */
import { DuckDBInstance } from '@duckdb/node-api';
import { expect, onTestFinished, test } from 'vitest';
import type { Cluster } from '../../../src/load/clickhouse/cluster.ts';
import { sendLines } from '../../../src/load/clickhouse/lines.ts';
import { Database } from '../../../src/load/database.ts';

interface Block {
  readonly lines: string;
  readonly rows: number;
}

async function send(text: string, blocks: Block[] = []) {
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  onTestFinished(() => connection.closeSync());
  const insert = async (block: Block) => void blocks.push(block);
  const cluster = { insert } as unknown as Cluster;
  const to = { cluster, onStep: undefined, table: 't', columns: ['a'] };
  return { sent: await sendLines(new Database(connection), text, to), blocks };
}

test('every row is sent once, in blocks', async () => {
  const { sent, blocks } = await send(
    "with t as (from range(250000) r(i)) select '[' || i || ']' as line from t",
  );
  const lines = blocks.flatMap((block) => block.lines.split('\n'));
  expect([sent, lines.length, new Set(lines).size]).toEqual([250_000, 250_000, 250_000]);
  expect(blocks.map(({ rows }) => rows).reduce((sum, rows) => sum + rows)).toBe(250_000);
  expect(await send("select '[]' as line where false")).toEqual({ sent: 0, blocks: [] });
});

test('a statement that fails midway is a fault, and nothing of it is sent', async () => {
  const text = "select if(i = 900000, error('lost'), i::varchar) as line from range(1000000) r(i)";
  const blocks: Block[] = [];
  await expect(send(text, blocks)).rejects.toThrow(/lost|the store broke off/);
  expect(blocks).toEqual([]);
});
