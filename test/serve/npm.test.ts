/** `npm run ggr`: signals reach the process behind npm, and what comes twice counts once. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { resolve } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { until } from '../support/daemon.ts';
import { place } from '../support/ggr.ts';

vi.setConfig({ testTimeout: 120_000 });

const WALLET = {
  GGR_PORT: '0',
  GGR_WALLET_TOKEN: 'game_servers_of_npm',
  GGR_WALLET_HOST: '127.0.0.1',
};

/** `npm run -s ggr -- serve`, in a process group of its own; resolves when it is ready. */
async function serveUnderNpm() {
  const { env } = place({ ...WALLET, GGR_WALLET_PORT: '0' });
  const npm = spawn('npm', ['run', '-s', 'ggr', '--', 'serve', '--json'], {
    cwd: resolve(import.meta.dirname, '../..'),
    env,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [said, log] = ['', ''];
  npm.stdout.on('data', (text) => {
    said += text;
  });
  npm.stderr.on('data', (text) => {
    log += text;
  });
  const ended = once(npm, 'close');
  await until(() => said.includes('"pid"'));
  const { pid } = JSON.parse(said) as { pid: number };
  onTestFinished(() => {
    if (isAlive(pid)) process.kill(pid, 'SIGKILL');
  });
  return { npm, pid, ended, log: () => log };
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

test('SIGTERM to npm alone ends the daemon cleanly', async () => {
  const { npm, pid, ended, log } = await serveUnderNpm();
  npm.kill('SIGTERM');
  expect(await ended).toEqual([0, null]);
  expect(isAlive(pid)).toBe(false);
  expect(log()).toContain('"msg":"stopped"');
});

test('Ctrl-C, which reaches npm and the daemon, and the daemon once more from npm, ends it cleanly', async () => {
  const { npm, pid, ended, log } = await serveUnderNpm();
  process.kill(-(npm.pid as number), 'SIGINT');
  await ended;
  expect(isAlive(pid)).toBe(false);
  expect(log()).toContain('"msg":"stopped"');
});

test('a wallet port that somebody else listens on ends the start with 2', async () => {
  const other: Server = createServer().listen(0, '127.0.0.1');
  onTestFinished(() => void other.close());
  await once(other, 'listening');
  const { port } = other.address() as { port: number };
  const outcome = await place({ ...WALLET, GGR_WALLET_PORT: String(port) }).ggr('serve', '--json');
  expect(outcome.code).toBe(2);
  expect(JSON.parse(outcome.stdout).error.message).toContain(`127.0.0.1 port ${port}`);
});
