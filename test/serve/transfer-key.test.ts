/** A transfer typed without a key, and an answer that never comes: typed again, it counts once. */

import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import {
  createServer,
  request as forward,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { expect, onTestFinished, test } from 'vitest';
import { type RunningDaemon, serve, WITHOUT_READERS } from '../support/daemon.ts';
import { type Place, placeWithStore } from '../support/ggr.ts';

const here = () =>
  placeWithStore({ GGR_PORT: '0', GGR_WALLET_PORT: '0', GGR_WALLET_HOST: '127.0.0.1' });
const AGAIN = /ggr (wallet \w+ --key [0-9a-f-]{36}( --json)? -- p1 EUR \d+)$/m;

/** Stands before the daemon: lets it prove itself, and does something else with what it is asked then. */
async function standBefore(
  where: Place,
  daemon: RunningDaemon,
  onCommand: (
    passOn: () => Promise<void>,
    breakOff: () => void,
    answer: ServerResponse,
  ) => Promise<void>,
): Promise<void> {
  const target = new URL(daemon.address);
  const proxy = createServer(async (asked, answer) => {
    const { url: path, method, headers } = asked;
    const { hostname, port } = target;
    const passOn = async (into?: typeof answer) => {
      const passed = forward({ hostname, port, path, method, headers });
      asked.pipe(passed);
      const [response] = (await once(passed, 'response')) as [IncomingMessage];
      const body = await text(response);
      into?.writeHead(response.statusCode ?? 500, response.headers).end(body);
    };
    if (method === 'GET') return passOn(answer).catch(() => void answer.destroy());
    return onCommand(passOn, () => answer.destroy(), answer);
  });
  await new Promise<void>((done) => proxy.listen(0, '127.0.0.1', done));
  onTestFinished(() => void proxy.close());
  const lock = `${where.store}.desk`;
  const held = JSON.parse(readFileSync(lock, 'utf8')) as object;
  const { port } = proxy.address() as AddressInfo;
  writeFileSync(lock, JSON.stringify({ ...held, address: `http://127.0.0.1:${port}` }));
  onTestFinished(() => {
    if (existsSync(lock)) writeFileSync(lock, JSON.stringify(held));
  });
}

const balance = async (daemon: RunningDaemon) =>
  (await daemon.call('/wallet/players/p1/balances')).json().balances;

test('whose answer is lost names its key and the line that repeats it safely', async () => {
  const where = here();
  const daemon = await serve(where, ...WITHOUT_READERS);
  await where.call('wallet', 'open-session', 's1', 'p1', 'EUR');
  const desk = readFileSync(`${where.store}.desk`, 'utf8');
  await standBefore(where, daemon, async (passOn, breakOff) => {
    await passOn();
    breakOff();
  });
  const lost = await where.ggr('wallet', 'deposit', 'p1', 'EUR', '5000');
  expect(lost).toMatchObject({ code: 1, stdout: '' });
  expect(lost.stderr).toContain('nobody can tell whether the deposit was made');
  expect(lost.stderr).not.toContain('    at ');
  expect(await balance(daemon)).toEqual([{ currency: 'EUR', balance_cents: 5000 }]);
  const asJson = await where.call('wallet', 'withdraw', 'p1', 'EUR', '700', '--json');
  const { error } = JSON.parse(asJson.stdout) as { error: { code: string; hint: string } };
  expect(error.code).toBe('outcome-unknown');

  writeFileSync(`${where.store}.desk`, desk);
  const again = async (said: string) => {
    const line = AGAIN.exec(said)?.[1]?.split(' ') ?? [];
    expect(line).toContain('--key');
    expect(await where.call(...line)).toMatchObject({ code: 0 });
  };
  await again(lost.stderr);
  await again(error.hint);
  expect(await balance(daemon)).toEqual([{ currency: 'EUR', balance_cents: 4300 }]);
});

test('says the same where its daemon is killed before it answers', async () => {
  const where = here();
  const daemon = await serve(where, ...WITHOUT_READERS);
  await where.ggr('wallet', 'open-session', 's1', 'p1', 'EUR');
  await standBefore(where, daemon, async (_, breakOff) => {
    await daemon.crash();
    breakOff();
  });
  const { code, stderr } = await where.ggr('wallet', 'deposit', 'p1', 'EUR', '5000');
  expect(code).toBe(1);
  const line = AGAIN.exec(stderr)?.[1]?.split(' ') ?? [];
  for (const time of ['first', 'second']) {
    const outcome = await where.call(...line);
    expect([time, outcome.code]).toEqual([time, 0]);
    expect(outcome.stdout).toContain('balance_cents: 5000');
  }
});

test('says the same where the wallet that was asked fails, and not where it was not asked', async () => {
  const where = here();
  const daemon = await serve(where, ...WITHOUT_READERS);
  await where.call('wallet', 'open-session', 's1', 'p1', 'EUR');
  const deposit = ['wallet', 'deposit', 'p1', 'EUR', '5', '--key', 'k', '--json'];
  const told = async (status: number, code: string) => {
    answer = { status, body: JSON.stringify({ error: { code, message: 'as it is' } }) };
    const { error } = JSON.parse((await where.call(...deposit)).stdout) as {
      error: { code: string; hint: string };
    };
    return error;
  };
  let answer = { status: 200, body: '' };
  await standBefore(where, daemon, async (_, __, into) => {
    into.writeHead(answer.status, { 'content-type': 'application/json' }).end(answer.body);
  });
  for (const [status, code] of [
    [500, 'unexpected'],
    [502, 'outcome-unknown'],
  ] as const) {
    const error = await told(status, code);
    expect(error.code).toBe('outcome-unknown');
    expect(error.hint).toContain('--key k');
  }
  expect((await told(503, 'part-down')).code).toBe('daemon-refuses');
  expect((await told(503, 'wallet')).code).toBe('wallet');
});

test.for(['-- x', '-k', '--', "a'b $(id)"])(
  'under the key %s is made under that key',
  async (key) => {
    const where = here();
    const line = ['wallet', 'deposit', 'p1', 'EUR', '5', '--key', key];
    expect(await where.json(...line, '--json')).toMatchObject({ key, balance_cents: 5 });
  },
);

test('that is refused is not in doubt', async () => {
  const where = here();
  await serve(where, ...WITHOUT_READERS);
  for (const line of [
    ['deposit', 'p1', 'EUR', '1.5'],
    ['withdraw', 'p1', 'EUR', '5'],
  ]) {
    const outcome = await where.call('wallet', ...line);
    expect(outcome.code).toBe(2);
    expect(outcome.stderr).not.toContain('--key');
  }
});
