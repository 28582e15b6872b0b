import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { TestWallet, TOKEN } from '../../support/wallet.ts';

const MAIN = fileURLToPath(new URL('../../../src/demo/game-server/main.ts', import.meta.url));

test('the game server runs as a process, plays, and prints its sums in one line', async () => {
  const wallet = await TestWallet.start();
  await wallet.openSession();
  await wallet.deposit(100_000n);
  const args = ['--url', `${wallet.url}/wallet/${TOKEN}`, '--code', 's1', '--rounds', '20'];
  const child = spawn(process.execPath, [MAIN, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  expect(await once(child, 'close')).toEqual([0, null]);
  const wins = wallet.entries.filter(({ kind }) => kind === 'win');
  const payout = wins.reduce((sum, { amount }) => sum + amount, 0n);
  await wallet.remove();
  expect(wins.length).toBeGreaterThan(0);
  expect(output.trim().split('\n')).toHaveLength(1);
  expect(JSON.parse(output)).toMatchObject({
    surprises: [],
    sums: [{ currency: 'EUR', payout: String(payout) }],
  });
});
