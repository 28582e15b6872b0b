/**
 * How soon a wallet with a long journal serves again, its pages cold, and how long a whole verify takes:
 *
 *   node restart.ts <folder> fill <entries>   makes the journal, by the code that makes it in life
 *   node restart.ts <folder> serve            opens it, and asks a process that was just started
 *   node restart.ts <folder> verify           proves all of it
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { prove } from '../../src/wallet/prove.ts';
import { Wallet } from '../../src/wallet/wallet.ts';
import { fill } from './fill.ts';
import { type Job, start, TOKEN } from './job.ts';

const [folder = '', what = '', entries = '0'] = process.argv.slice(2);
const path = join(folder, 'wallet.sqlite');

/** Takes the file out of the system's page cache, as after a reboot. */
function cool(): void {
  spawnSync('dd', [`of=${path}`, 'oflag=nocache', 'conv=notrunc,fdatasync', 'count=0']);
}

async function timed(work: () => Promise<void>): Promise<number> {
  const begin = performance.now();
  await work();
  return Math.round(performance.now() - begin);
}

async function open(): Promise<void> {
  const wallet = await Wallet.open({ path, warehouse: undefined, now: Date.now });
  await wallet.close();
}

async function serve(): Promise<void> {
  const job: Job = { folder, hours: 0, isFilled: true };
  const wallet = start('ours.ts', [JSON.stringify(job)]);
  const { port } = await wallet.line<{ port: number }>();
  const body = '{"code":"c7","type":"credit"}';
  const reply = await fetch(`http://127.0.0.1:${port}/wallet/${TOKEN}`, { method: 'POST', body });
  if (!(await reply.text()).includes('"result":1')) throw new Error('no credit was told');
  started.push(wallet);
}

const started: ReturnType<typeof start>[] = [];
const mb = () => Math.round(statSync(path).size / 1e6);
const tell = (figures: object) => process.stdout.write(`${JSON.stringify(figures)}\n`);

if (what === 'fill') {
  mkdirSync(folder, { recursive: true });
  const fill_ms = await timed(async () => fill(path, Number(entries)));
  tell({ fill_ms, mb: mb() });
} else if (what === 'verify') {
  const verify_ms = await timed(async () => {
    const { faults } = await prove(path, undefined);
    if (faults.length > 0) throw new Error(faults[0]?.message);
  });
  tell({ verify_ms, rss_mb: Math.round(process.resourceUsage().maxRSS / 1024) });
} else {
  cool();
  const open_ms = await timed(open);
  cool();
  const first_answer_ms = await timed(serve);
  for (const wallet of started) await wallet.stop();
  const warm_ms = await timed(serve);
  await started.at(-1)?.stop();
  tell({ mb: mb(), open_ms, first_answer_ms, warm_ms });
}
