/**
 * chDB behind as much of ClickHouse's HTTP as its own client uses, in a process of its own, so that tests can kill it:
 * node chdb-server.ts <folder> <port>. It prints its port when it listens; 0 takes a free one.
 */
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

interface Chdb {
  readonly Session: new (
    folder: string,
  ) => {
    queryAsync(sql: string, options: { format: string }): Promise<{ bytes(): Uint8Array }>;
  };
}

const [, , folder = '', port = '0'] = process.argv;
const CHDB: string = 'chdb';
const { Session } = (await import(CHDB)) as Chdb;
const session = new Session(folder);
/** One after the other, as chDB runs them; settings of one are no other's. */
let last: Promise<unknown> = Promise.resolve();

const server = createServer(async (request, response) => {
  const answer = last.then(() => run(request));
  last = answer.catch(() => {});
  try {
    response.end(await answer);
  } catch (error) {
    response.statusCode = 500;
    response.end(error instanceof Error ? error.message : String(error));
  }
});

async function run(request: IncomingMessage): Promise<Uint8Array | string> {
  const { searchParams } = new URL(request.url ?? '/', 'http://localhost');
  const body = await text(request);
  const query = searchParams.get('query');
  const sql = query === null ? body : `${query}\n${body}`;
  if (sql.trim() === '') return 'Ok.\n';
  const settings = [...searchParams].flatMap(([name, value]) =>
    /^(output_format_|session_timezone)/.test(name) ? [`set ${name} = '${value}';`] : [],
  );
  const format = searchParams.get('default_format') ?? 'TabSeparated';
  return (await session.queryAsync(`${settings.join(' ')} ${sql}`, { format })).bytes();
}

server.listen(Number(port), '127.0.0.1', () => {
  process.stdout.write(`${(server.address() as AddressInfo).port}\n`);
});
