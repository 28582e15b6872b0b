/** What a team writes first: zod on every row, INSERT ON CONFLICT of 100 rows into a table with a key. */
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import * as z from 'zod';
import { begin, finish, job, pages } from './job.ts';

/** It is slow: a part of the pages is enough to know how slow. */
const MOST_ROWS = 60_000;
const bet = z.object({
  event_id: z.string(),
  draw_id: z.string(),
  game_id: z.number(),
  user_id: z.number(),
  op_id: z.string(),
  bet_amount: z.number(),
  gain_amount: z.number(),
  credit_before_bet: z.number(),
  credit: z.number(),
  start_at: z.number(),
  end_at: z.number(),
});
const instance = await DuckDBInstance.create(join(job.folder, 'naive.duckdb'), { threads: '2' });
const connection = await instance.connect();
await connection.run(`create table bets (event_id varchar primary key, draw_id varchar, game_id bigint, user_id bigint,
  op_id varchar, bet_amount double, gain_amount double, credit_before_bet double, credit double, start_at timestamp, end_at timestamp)`);
const text = (value: string) => `'${value.replaceAll("'", "''")}'`;
const measure = begin();
let rows = 0;
for await (const page of pages()) {
  const items = (JSON.parse(page) as { data: { items: unknown[] } }).data.items.map((item) =>
    bet.parse(item),
  );
  for (let from = 0; from < items.length; from += 100) {
    const tuples = items
      .slice(from, from + 100)
      .map(
        (b) =>
          `(${text(b.event_id)}, ${text(b.draw_id)}, ${b.game_id}, ${b.user_id}, ${text(b.op_id)}, ${b.bet_amount / 1000}, ${b.gain_amount / 1000}, ${b.credit_before_bet / 1000}, ${b.credit / 1000}, to_timestamp(${b.start_at})::timestamp, to_timestamp(${b.end_at})::timestamp)`,
      );
    await connection.run(
      `insert into bets values ${tuples.join(',')} on conflict (event_id) do update set gain_amount = excluded.gain_amount, credit = excluded.credit`,
    );
  }
  rows += items.length;
  if (rows >= MOST_ROWS) break;
}
finish(measure(rows, 'floats, no ledger, no control of totals'));
