/** Postgres on the same machine: COPY of each page into a staging table, INSERT ON CONFLICT, a commit. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { begin, finish, pages } from './job.ts';

const ROOT = '/usr/lib/postgresql';
const bin = existsSync(ROOT) ? join(ROOT, readdirSync(ROOT).at(-1) ?? '', 'bin') : '';
if (bin === '') {
  finish({ rows: 0, ms: 1, cpu_us: null, rss_mb: 0, note: 'not on this machine' });
}
const folder = mkdtempSync(join(tmpdir(), 'ggr-bench-pg-'));
const asPostgres = (command: string) => {
  const args =
    process.getuid?.() === 0 ? ['su', ['postgres', '-c', command]] : ['sh', ['-c', command]];
  const { status, stderr } = spawnSync(args[0] as string, args[1] as string[], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`${command}: ${stderr}`);
};
const PORT = 55_432;
spawnSync('chmod', ['777', folder]);
asPostgres(`${bin}/initdb -D ${folder}/data -A trust >/dev/null`);
asPostgres(
  `${bin}/pg_ctl -D ${folder}/data -w -o "-p ${PORT} -k ${folder} -c listen_addresses='' -c shared_buffers=512MB -c max_wal_size=4GB" -l ${folder}/log start`,
);
try {
  const psql = spawn(
    'psql',
    ['-h', folder, '-p', String(PORT), '-U', 'postgres', '-q', '-v', 'ON_ERROR_STOP=1'],
    {
      stdio: ['pipe', 'ignore', 'inherit'],
    },
  );
  const columns = `event_id text, draw_id text, game_id bigint, user_id bigint, op_id text, bet_amount numeric(18,4),
    gain_amount numeric(18,4), credit_before_bet numeric(18,4), credit numeric(18,4), start_at timestamp, end_at timestamp`;
  psql.stdin.write(
    `create table bets (${columns}, primary key (event_id)); create unlogged table stage (${columns});\n`,
  );
  const measure = begin();
  let rows = 0;
  for await (const page of pages()) {
    const { items } = (JSON.parse(page) as { data: { items: Record<string, string | number>[] } })
      .data;
    let csv = '';
    const li = (value: unknown) => `${(value as number) / 1000}`; // rounded by numeric(18,4)
    const time = (value: unknown) => new Date((value as number) * 1000).toISOString().slice(0, 19);
    for (const b of items) {
      csv += `${b.event_id},${b.draw_id},${b.game_id},${b.user_id},"${b.op_id}",${li(b.bet_amount)},${li(b.gain_amount)},${li(b.credit_before_bet)},${li(b.credit)},${time(b.start_at)},${time(b.end_at)}\n`;
    }
    const text = `begin; truncate stage;\ncopy stage from stdin (format csv);\n${csv}\\.\ninsert into bets select * from stage on conflict (event_id) do update set draw_id = excluded.draw_id, bet_amount = excluded.bet_amount, gain_amount = excluded.gain_amount, credit = excluded.credit where (bets.bet_amount, bets.gain_amount, bets.credit) is distinct from (excluded.bet_amount, excluded.gain_amount, excluded.credit); commit;\n`;
    if (!psql.stdin.write(text)) await once(psql.stdin, 'drain');
    rows += items.length;
  }
  psql.stdin.end();
  await once(psql, 'close');
  const measured = measure(rows, 'COPY + ON CONFLICT, commit a page; RSS of the client only');
  asPostgres(`${bin}/pg_ctl -D ${folder}/data -m immediate stop`);
  rmSync(folder, { recursive: true, force: true });
  finish({ ...measured, cpu_us: null });
} catch (error) {
  asPostgres(`${bin}/pg_ctl -D ${folder}/data -m immediate stop`);
  throw error;
}
