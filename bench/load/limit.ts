/** The limit: DuckDB itself reads the pages, already on disk as files, into a table without a check. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { begin, finish, job, pages } from './job.ts';

let n = 0;
for await (const text of pages()) {
  writeFileSync(join(job.folder, 'pages', `${String(n).padStart(6, '0')}.json`), text);
  n += 1;
}
const instance = await DuckDBInstance.create(join(job.folder, `limit-${process.pid}.duckdb`), {
  threads: '2',
});
const connection = await instance.connect();
const measure = begin();
await connection.run(`
  create table bets as
  select r.event_id, r.draw_id, r.game_id, r.user_id, r.op_id,
         cast(r.bet_amount        * 0.001::decimal(4, 3) as decimal(18, 4)) as bet_amount,
         cast(r.gain_amount       * 0.001::decimal(4, 3) as decimal(18, 4)) as gain_amount,
         cast(r.credit_before_bet * 0.001::decimal(4, 3) as decimal(18, 4)) as credit_before_bet,
         cast(r.credit            * 0.001::decimal(4, 3) as decimal(18, 4)) as credit,
         make_timestamp(r.start_at * 1000000) as start_at,
         make_timestamp(r.end_at * 1000000) as end_at
    from (select unnest(data.items) as r
            from read_json('${join(job.folder, 'pages')}/*.json', columns = {
              data: 'struct(items struct(event_id varchar, draw_id varchar, game_id bigint, user_id bigint,
                     op_id varchar, bet_amount decimal(14, 0), gain_amount decimal(14, 0),
                     credit_before_bet decimal(14, 0), credit decimal(14, 0), start_at bigint, end_at bigint)[])'}))`);
const rows = Number(
  (await connection.runAndReadAll('select count(*) from bets')).getRows()[0]?.[0],
);
finish(measure(rows, `read_json of ${n} files, no HTTP, no check`));
