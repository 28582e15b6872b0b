/** Old lock files: whose pid and port went to somebody else. They stop nobody, and nobody gets a token. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createSocketServer, type Server } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { isProof, makeNonce, makeProver } from '../../src/serve/proof.ts';
import { fetchJson, serve, WITHOUT_READERS } from '../support/daemon.ts';
import { type Place, place } from '../support/ggr.ts';

const here = () => place({ GGR_PORT: '0', GGR_WALLET_PORT: '0', GGR_WALLET_HOST: '127.0.0.1' });
const SELECT = ['query', 'select 1 as a', '--format', 'csv'];

async function listening(server: Server): Promise<string> {
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as { port: number }).port}`;
}

/** Whoever took the port: answers as told, and writes down all that it is sent. */
async function stranger(answer: (asked: IncomingMessage, response: ServerResponse) => void) {
  const heard: string[] = [];
  const server = createServer(async (asked, response) => {
    heard.push(`${asked.method} ${asked.url}`, ...asked.rawHeaders);
    for await (const piece of asked) heard.push(String(piece));
    answer(asked, response);
  });
  return { address: await listening(server), heard };
}

interface Lock {
  readonly pid: number;
  readonly supervisor?: number;
  readonly address: string;
  readonly id?: string;
}

const readLock = (where: Place) => JSON.parse(readFileSync(`${where.store}.lock`, 'utf8')) as Lock;
const writeLock = (where: Place, lock: object) =>
  writeFileSync(`${where.store}.lock`, JSON.stringify(lock));

/** A store whose daemon was killed: its lock file and its token are left. */
async function afterCrash(where = here()) {
  const daemon = await serve(where, ...WITHOUT_READERS);
  await daemon.crash();
  return { where, lock: readLock(where), token: daemon.token };
}

const STRANGERS: readonly [string, (asked: IncomingMessage, response: ServerResponse) => void][] = [
  ['agrees to everything', (_, response) => response.end('{"status":"ok"}')],
  ['says a proof of its own', (_, response) => response.end('{"status":"ok","proof":"cHJvb2Y"}')],
  [
    'repeats the challenge',
    ({ url }, response) => response.end(JSON.stringify({ proof: url?.split('=')[1] })),
  ],
  ['answers with a page', (_, response) => response.writeHead(200).end('<html>')],
  ['sends elsewhere', (_, response) => response.writeHead(307, { location: '/x' }).end()],
  ['breaks off', (_, response) => response.destroy()],
];

describe('a lock file that a crash left, whose pid is another process now', () => {
  test.for(STRANGERS)(
    'and whose port has a server that %s: commands work, and it gets no token',
    async ([, answer]) => {
      const { where, lock, token } = await afterCrash();
      const { address, heard } = await stranger(answer);
      writeLock(where, { ...lock, pid: process.pid, address });
      expect(await where.ggr(...SELECT)).toEqual({
        code: 0,
        signal: null,
        stdout: 'a\n1\n',
        stderr: '',
      });
      expect(heard[0]).toMatch(/^GET \/livez\?challenge=[\w-]{22}$/);
      expect(heard.join('\n')).not.toContain(token);
      expect(heard.join('\n').toLowerCase()).not.toContain('authorization');
    },
  );

  test('and whose port has a server that says nothing: commands work', async () => {
    const { where, lock } = await afterCrash();
    const sockets = createSocketServer(() => {});
    writeLock(where, { ...lock, pid: process.pid, address: await listening(sockets) });
    expect((await where.ggr(...SELECT)).stdout).toBe('a\n1\n');
  });

  test('and whose port has the daemon of another store, with the same token: it is not asked', async () => {
    const shared = {
      GGR_PORT: '0',
      GGR_WALLET_PORT: '0',
      GGR_API_TOKEN: 'one-token-for-both-stores',
    };
    const { where, lock } = await afterCrash(place(shared));
    const other = await serve(place(shared), ...WITHOUT_READERS);
    writeLock(where, { ...lock, pid: other.pid, address: other.address });
    const opened = await where.ggr('wallet', 'open-session', 's1', 'p1', 'EUR');
    expect(opened.code).toBe(0);
    expect((await other.call('/wallet/players/p1/balances')).status).toBe(404);
  });

  test('does not stop a new daemon, nor doctor', async () => {
    const { where, lock } = await afterCrash();
    const { address } = await stranger((_, response) => response.end('{"status":"ok"}'));
    writeLock(where, { ...lock, pid: process.pid, address });
    expect((await where.ggr('doctor')).stdout).toMatch(/^ok +warehouse .* opens/m);
    const daemon = await serve(where, ...WITHOUT_READERS);
    expect(readLock(where).supervisor).toBe(daemon.pid);
    expect(readLock(where).pid).toBe((await daemon.part('warehouse')).pid);
    expect((await where.ggr(...SELECT)).stdout).toBe('a\n1\n');
  });

  test.for([
    '',
    '{',
    'null',
    '[]',
    '{"pid":"x"}',
    '{"pid":1,"command":"serve","since":"","address":"file:///x"}',
  ])('or that holds %j: commands work', async (content) => {
    const { where } = await afterCrash();
    writeFileSync(`${where.store}.lock`, content);
    expect((await where.ggr(...SELECT)).stdout).toBe('a\n1\n');
  });
});

describe('a store that is held', () => {
  test('by a daemon whose lock file went wrong is said by DuckDB, with what is known of the address', async () => {
    const where = here();
    const daemon = await serve(where, ...WITHOUT_READERS);
    const lock = readLock(where);
    const { address, heard } = await stranger((_, response) => response.end('{"status":"ok"}'));
    writeLock(where, { ...lock, address });
    const { code, stderr } = await where.ggr(...SELECT);
    expect(code).toBe(2);
    expect(stderr).toContain(`is held by ggr serve (process ${daemon.pid}`);
    expect(stderr).toContain(`what listens at ${address} did not answer as a daemon does`);
    expect(heard.join('\n')).not.toContain(daemon.token);
  });

  test('by a daemon of an older version is told to be started again', async () => {
    const where = here();
    const daemon = await serve(where, ...WITHOUT_READERS);
    const { id: _, ...old } = readLock(where);
    writeLock(where, old);
    const { code, stderr } = await where.ggr(...SELECT);
    expect(code).toBe(2);
    expect(stderr).toContain(`is held by ggr serve (process ${daemon.pid}`);
    expect(stderr).toContain('start `ggr serve` again after an upgrade');
  });

  test('by a daemon in another namespace of processes is reached all the same', async () => {
    const where = here();
    await serve(where, ...WITHOUT_READERS);
    writeLock(where, { ...readLock(where), pid: 2 ** 22 + 1 }); // a pid that nobody here can have
    expect((await where.ggr(...SELECT)).stdout).toBe('a\n1\n');
  });
});

describe('the proof', () => {
  test('is given by /livez to a challenge, and to nothing else', async () => {
    const where = here();
    const daemon = await serve(where, ...WITHOUT_READERS);
    const { id = '' } = readLock(where);
    const ask = async (query: string) =>
      (await fetchJson(`${daemon.address}/livez${query}`)).json<{ proof?: string }>();
    const challenge = makeNonce();
    const { proof = '' } = await ask(`?challenge=${challenge}`);
    expect(isProof(proof, makeProver(daemon.token, id)(challenge) ?? '')).toBe(true);
    for (const odd of ['', '?challenge=', '?challenge=short', `?challenge=${'x'.repeat(65)}`]) {
      expect(await ask(odd)).toEqual({ status: 'ok' });
    }
    expect(await ask(`?challenge=${challenge}&challenge=${challenge}`)).toEqual({ status: 'ok' });
  });

  test('is another one for every challenge, token and start of a daemon', () => {
    const [one, two] = [makeNonce(), makeNonce()];
    const proofs = [
      makeProver('t', 'id')(one),
      makeProver('t', 'id')(two),
      makeProver('u', 'id')(one),
      makeProver('t', 'ie')(one),
    ];
    expect(new Set(proofs).size).toBe(4);
    expect(proofs.some((proof) => proof === undefined || isProof('', proof))).toBe(false);
  });
});

test('the end of a daemon takes its lock file along, and not one that is not there', async () => {
  const where = here();
  const daemon = await serve(where, ...WITHOUT_READERS);
  expect(existsSync(`${where.store}.lock`)).toBe(true);
  expect((await daemon.end()).code).toBe(0);
  expect(existsSync(`${where.store}.lock`)).toBe(false);
});
