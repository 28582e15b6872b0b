/**
 * How soon a wallet with a long journal serves again: node restart.ts <folder> <entries>.
 */
import { mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Wallet } from '../../src/wallet/wallet.ts';
import { fill } from './fill.ts';
import { type Job, start, TOKEN } from './job.ts';

const [folder = '', entries = '0', open] = process.argv.slice(2);
const place = join(folder, 'restart');
const path = join(place, 'wallet.sqlite');
const millis = (since: number) => Math.round(performance.now() - since);

if (open) {
  const openedAt = performance.now();
  const wallet = await Wallet.open({ path, warehouse: undefined, now: Date.now });
  process.stdout.write(`${JSON.stringify({ open_ms: millis(openedAt) })}\n`);
  await wallet.close();
} else {
  mkdirSync(place);
  const filledAt = performance.now();
  fill(path, Number(entries));
  const fill_s = Math.round(millis(filledAt) / 1000);
  const opened = start('restart.ts', [folder, entries, 'open']);
  const { open_ms } = await opened.line<{ open_ms: number }>();
  await opened.stop();
  const startedAt = performance.now();
  const job: Job = { folder: place, on: 'process', hours: 0, isFilled: true };
  const wallet = start('ours.ts', [JSON.stringify(job)]);
  const { port } = await wallet.line<{ port: number }>();
  const reply = await fetch(`http://127.0.0.1:${port}/wallet/${TOKEN}`, {
    method: 'POST',
    body: '{"code":"c7","type":"credit"}',
  });
  await reply.text();
  const serve_ms = millis(startedAt);
  await wallet.stop();
  const mb = Math.round(statSync(path).size / 1e6);
  process.stdout.write(`${JSON.stringify({ fill_s, open_ms, serve_ms, mb })}\n`);
}
