/**
 * How soon a wallet with a long journal serves again: node restart.ts <folder> <entries>.
 * The journal is filled by the code that fills it in life, a hundred thousand entries a commit.
 */
import { mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Journal } from '../../src/wallet/journal.ts';
import { Mark } from '../../src/wallet/mark.ts';
import { operations } from '../../src/wallet/operations.ts';
import { type GameRequest, judge } from '../../src/wallet/rules.ts';
import { markPath, Wallet } from '../../src/wallet/wallet.ts';
import { type Job, SESSIONS, START_CREDIT, start, TOKEN } from './job.ts';

const A_COMMIT = 100_000;

/** A bet and its win, a thousand players in turn. */
function request(n: number): GameRequest {
  const roundId = BigInt(n & ~1);
  const of = { code: `c${(n >> 1) % SESSIONS}`, id: BigInt(n), game: 1012n, roundId };
  return { type: n % 2 === 0 ? 'bet' : 'win', amount: 100n, ...of };
}

function fill(path: string, entries: number): void {
  const journal = Journal.open(path);
  const now = BigInt(Date.UTC(2025, 2, 1)) * 1000n;
  journal.atomically(() => {
    for (let i = 0; i < SESSIONS; i += 1) {
      const player = { playerId: `player-${i}`, currency: 'EUR' };
      operations.openSession(journal, now, { code: `c${i}`, expiresAt: null, ...player });
      const deposit = { ...player, amount: START_CREDIT, key: `start-${i}` };
      operations.transfer(journal, now, deposit);
    }
  });
  for (let n = 0; n < entries; n += A_COMMIT) {
    journal.atomically(() => {
      for (let i = n; i < Math.min(n + A_COMMIT, entries); i += 1) {
        const { entry } = judge(request(i), journal, now);
        if (entry) journal.append(entry, now + BigInt(i));
      }
    });
  }
  Mark.open(markPath(path), journal.end).close();
  journal.close();
}

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
