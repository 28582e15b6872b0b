/** Which socket a call gets, and what one costs that the server has closed. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Spacing } from '../../src/contract/net.ts';
import { callTo, testNet } from '../support/net.ts';
import { serveHttp } from '../support/servers.ts';

/** A server that answers the first request of a socket and resets the socket at the second. */
async function serveOnce() {
  const used = new Map<Socket, number>();
  const served = await serveHttp((incoming, response) => {
    const before = used.get(incoming.socket) ?? 0;
    used.set(incoming.socket, before + 1);
    if (before > 0) incoming.socket.resetAndDestroy();
    else response.end('yes');
  });
  return { ...served, url: `http://127.0.0.1:${served.port}/` };
}

describe('a kept socket that the server has closed', () => {
  test('costs a call without a rule of pauses neither a retry nor time', async () => {
    const { url, sockets } = await serveOnce();
    const net = testNet({ retries: 1, firstPauseMs: 60_000 });
    for (let i = 0; i < 5; i += 1) expect(await net.call(callTo(url))).toBe('yes');
    expect(sockets.length).toBeGreaterThanOrEqual(5);
  });

  test('is excused once: a server that answers nobody is given up after the retries', async () => {
    let requests = 0;
    const { port } = await serveHttp((incoming) => {
      requests += 1;
      incoming.socket.resetAndDestroy();
    });
    const net = testNet({ retries: 2 });
    const work = net.call(callTo(`http://127.0.0.1:${port}/`));
    await expect(work).rejects.toMatchObject({ code: 'unavailable' });
    expect(requests).toBe(4);
  });

  test('costs no interval: calls under a rule of pauses never use one', async () => {
    const { url, sockets } = await serveOnce();
    const shut: number[] = [];
    const net = testNet({ gates: { pass: async () => {}, shut: (_, ms) => shut.push(ms) } });
    const spacing: Spacing<string> = {
      gate: 'wm/x',
      longestMs: 30_000,
      afterMs: () => 10_000,
      afterErrorMs: () => undefined,
    };
    expect(await net.call(callTo(url))).toBe('yes'); // leaves a socket of its own behind
    for (let i = 0; i < 20; i += 1) await net.call(callTo(url, { spacing }));
    expect(shut).toEqual(Array.from({ length: 20 }, () => [30_000, 10_000]).flat());
    expect(sockets).toHaveLength(21);
  });
});

test('calls without a rule of pauses share a socket', async () => {
  const { port, sockets } = await serveHttp((_, response) => response.end('yes'));
  const net = testNet();
  for (let i = 0; i < 5; i += 1) await net.call(callTo(`http://127.0.0.1:${port}/`));
  expect(sockets.length).toBeLessThan(5); // undici opens a second where the first is not quite free
});

const ANSWERS = `require('node:net').createServer((socket) => {
  socket.on('error', () => {}).once('data', () => {
    socket.end('HTTP/1.1 200 OK\\r\\ncontent-length: 3\\r\\nconnection: close\\r\\n\\r\\nyes');
  });
}).listen({ port: 0, host: '127.0.0.1', backlog: 1 }, function () { console.log(this.address().port); })`;

/**
 * A server whose SYN is answered a second late, as one far away on a bad line: it stands still with a full
 * queue, in which the first SYN is dropped, and goes on before the second, which the kernel sends after 1 s.
 */
async function serveFarAway(): Promise<{ port: number; goOn: () => void }> {
  const child = spawn(process.execPath, ['-e', ANSWERS]);
  onTestFinished(() => void child.kill('SIGKILL'));
  const [port] = await once(child.stdout, 'data');
  child.kill('SIGSTOP');
  await sleep(50);
  const waiting = Array.from({ length: 2 }, () => connect(Number(port), '127.0.0.1'));
  await Promise.all(
    waiting.map((socket) =>
      once(
        socket.on('error', () => {}),
        'connect',
      ),
    ),
  );
  const goOn = () => {
    for (const socket of waiting) socket.destroy();
    child.kill('SIGCONT');
  };
  return { port: Number(port), goOn };
}

test('a vendor of two addresses, a second away by the first and dead by the second, is reached', async () => {
  const { port, goOn } = await serveFarAway();
  const addresses = ['127.0.0.1', '127.0.0.2'].map((address) => ({ address, family: 4 }));
  const net = testNet({ retries: 0, lookup: (_host, _options, found) => found(null, addresses) });
  const answer = net.call(callTo(`http://vendor.test:${port}/`));
  setTimeout(goOn, 500);
  expect(await answer).toBe('yes');
});
