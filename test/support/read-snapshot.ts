/** A snapshot that readers are asked over, and all rows of what they answer. */
import { mkdirSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import type { Answer } from '../../src/read/reader-answers.ts';

/** A folder of its own, and in it a snapshot of one bet: a view over Parquet beside it, as a published one has. */
export async function makeBetSnapshot(): Promise<{ folder: string; snapshot: string }> {
  const folder = mkdtempSync(join(tmpdir(), 'ggr-readers-'));
  const snapshot = join(folder, '1');
  mkdirSync(snapshot);
  const instance = await DuckDBInstance.create(join(snapshot, 'analytics.duckdb'));
  const connection = await instance.connect();
  const parquet = join(snapshot, 'bets.parquet');
  await connection.run(`create schema ggr; copy (select 1.25::decimal(18,4) as stake) to '${parquet}';
    create view ggr.bets as from read_parquet('${parquet}');
    create table ggr.snapshot as select timestamp '2025-03-01 04:05:06.789' as as_of, now()::timestamp as published_at`);
  connection.closeSync();
  instance.closeSync();
  return { folder, snapshot };
}

/** All rows of an answer. */
export async function rowsOf(asked: Promise<Answer>): Promise<unknown[]> {
  const answer = await asked;
  const rows: unknown[] = [];
  for await (const batch of answer.batches()) rows.push(...batch);
  answer.close();
  return rows;
}
