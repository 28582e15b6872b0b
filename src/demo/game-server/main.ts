import { parseArgs } from 'node:util';
import { startGameServer } from './game-server.ts';

/* Runs a game server as a process of its own: plays, prints its own sums in one line, ends. */

const { values } = parseArgs({
  options: {
    url: { type: 'string' },
    code: { type: 'string', multiple: true },
    rounds: { type: 'string', default: '900' },
    seed: { type: 'string', default: '1' },
  },
});

const { url, code: codes = [] } = values;
if (url === undefined || codes.length === 0) throw new RangeError('--url and --code are needed');

const games = await startGameServer({ url, codes, seed: Number(values.seed) });
const controller = new AbortController();
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => controller.abort());
await games.play(Number(values.rounds), controller.signal);
await games.close();

const sums = [...games.sums()].map(([currency, { stake, payout, ...rounds }]) => ({
  currency,
  ...rounds,
  stake: String(stake),
  payout: String(payout),
}));
process.stdout.write(`${JSON.stringify({ ...games.sent, surprises: games.surprises, sums })}\n`);
