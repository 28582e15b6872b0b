/** A minimal fastify wallet over Postgres: one transaction per request, synchronous_commit on. */
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fastify from 'fastify';
import { readRequest } from '../../src/wallet/protocol.ts';
import { readJob, ready, SESSIONS, START_CREDIT, TOKEN } from './job.ts';
import { Pool } from './postgres-pool.ts';

const ROOT = '/usr/lib/postgresql';
const PORT = 55_433;
/** Best of 8, 16, 32 and 64 on two cores. */
const CONNECTIONS = 32;

const bin = existsSync(ROOT) ? join(ROOT, readdirSync(ROOT).at(-1) ?? '', 'bin') : '';
if (bin === '') {
  process.stdout.write('{}\n');
  process.exit(0);
}
const folder = join(readJob().folder, 'postgres');
mkdirSync(folder);
chmodSync(readJob().folder, 0o755);
chmodSync(folder, 0o777);

/** Postgres refuses to run as root. */
function asPostgres(command: string): void {
  const isRoot = process.getuid?.() === 0;
  const [shell, args] = isRoot
    ? (['su', ['postgres', '-c', command]] as const)
    : (['sh', ['-c', command]] as const);
  const { status, stderr } = spawnSync(shell, args, { encoding: 'utf8', cwd: folder });
  if (status !== 0) throw new Error(`${command}: ${stderr}`);
}

asPostgres(`${bin}/initdb -D ${folder}/data -U postgres -A trust >/dev/null`);
asPostgres(
  `${bin}/pg_ctl -D ${folder}/data -w -o "-p ${PORT} -k ${folder} -c listen_addresses='' -c shared_buffers=512MB -c max_wal_size=4GB -c synchronous_commit=on -c fsync=on" -l ${folder}/log start`,
);
const socket = join(folder, `.s.PGSQL.${PORT}`);
const setUp = new Pool(socket, 1, 'select 1');
await setUp.run(readFileSync(new URL('postgres.sql', import.meta.url), 'utf8'));
await setUp.run(
  `insert into players select 'player-' || i from generate_series(0, ${SESSIONS - 1}) i;
   insert into sessions select 'c' || i, 'player-' || i, 'EUR' from generate_series(0, ${SESSIONS - 1}) i;
   insert into balances select player_id, 'EUR', ${START_CREDIT} from players`,
);
setUp.close();
const pool = new Pool(socket, CONNECTIONS, 'prepare move as select move($1, $2, $3, $4, $5, $6)');

const app = fastify({ logger: false, bodyLimit: 16 * 1024, forceCloseConnections: true });
app.removeAllContentTypeParsers();
app.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body));
app.post(`/wallet/${TOKEN}`, async (request, reply) => {
  const asked = readRequest(String(request.body));
  reply.header('content-type', 'application/json; charset=utf-8');
  if (typeof asked === 'string' || asked.type === 'credit') return '{"result":0}';
  const { type, code, id } = asked;
  const [game, round, cents] =
    asked.type === 'cancel'
      ? ['null', 'null', 0n]
      : [asked.game, asked.roundId ?? id, asked.type === 'bet' ? -asked.amount : asked.amount];
  const credit = await pool.run(
    `execute move('${type}', '${code.replaceAll("'", "''")}', ${id}, ${game}, ${cents}, ${round})`,
  );
  if (credit.startsWith('-')) return `{"result":0,"err_code":${credit.slice(1)}}`;
  return `{"credit":${credit},"result":1,"time":"${new Date().toISOString().slice(0, 19)}"}`;
});
await app.listen({ host: '127.0.0.1', port: 0 });
const address = app.server.address();
ready(typeof address === 'object' ? address?.port : undefined, async () => {
  await app.close();
  pool.close();
  asPostgres(`${bin}/pg_ctl -D ${folder}/data -m immediate stop`);
  return {};
});
