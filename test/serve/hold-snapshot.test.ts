/** How a process that reads finds the one that owns the store, question after question. */
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { makeHold } from '../../src/serve/hold-snapshot.ts';
import { listen } from '../../src/serve/listener.ts';
import { makeNonce, makeProver } from '../../src/serve/proof.ts';
import { temporaryFolder } from '../support/ggr.ts';

const TOKEN = 'a-token-that-moves-money';

async function answering(
  port: number,
  answer: (asked: IncomingMessage, response: ServerResponse) => void,
) {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return { server, port: (server.address() as AddressInfo).port };
}

test('no token goes to whoever has taken the port of the owner since the last question', async () => {
  const folder = temporaryFolder();
  const [warehouse, publishDir] = [join(folder, 'store.duckdb'), join(folder, 'published')];
  mkdirSync(join(publishDir, '1'), { recursive: true });
  symlinkSync('1', join(publishDir, 'current'));
  const id = makeNonce();
  const prove = makeProver(TOKEN, id);
  const heard: string[] = [];
  const owner = await answering(0, ({ url = '', headers }, response) => {
    heard.push(String(headers.authorization));
    const proof = prove(new URL(url, 'http://owner').searchParams.get('challenge'));
    response.setHeader('connection', 'close').end(JSON.stringify({ proof }));
  });
  const address = `http://127.0.0.1:${owner.port}`;
  const since = new Date(0).toISOString();
  const lock = { pid: process.pid, command: 'serve', since, address, id };
  writeFileSync(`${warehouse}.lock`, JSON.stringify(lock));
  const hold = makeHold({ warehouse, publishDir, serve: { apiToken: TOKEN } } as never);
  const { signal } = new AbortController();
  (await hold(0, signal)).release();
  expect(heard).toEqual(['undefined', `Bearer ${TOKEN}`]);

  await new Promise((resolve) => owner.server.close(resolve));
  const given: string[] = [];
  await answering(owner.port, ({ headers }, response) => {
    given.push(String(headers.authorization));
    response.end('{"status":"ok"}');
  });
  await expect(hold(0, signal)).rejects.toThrow('so it was given no token');
  expect(given).toEqual(['undefined']);
});

test('a connection that cannot be taken ends no other', async () => {
  const server = createServer();
  onTestFinished(() => void server.close());
  await listen(server, { serve: { host: '127.0.0.1', port: 0 } } as never);
  expect(server.emit('error', new Error('accept EMFILE'))).toBe(true);
});
