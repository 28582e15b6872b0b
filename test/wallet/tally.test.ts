/** What the wallet counts of requests it refused and of wins without a bet, through real HTTP. */
import { join } from 'node:path';
import { request } from 'undici';
import { expect, onTestFinished, test } from 'vitest';
import { WalletService } from '../../src/wallet/service.ts';
import { type Orphan, Tally } from '../../src/wallet/tally.ts';
import { temporaryFolder } from '../support/ggr.ts';

test('refusals are counted by kind, orphan wins once, and one above the limit is told', async () => {
  const told: Orphan[] = [];
  const tally = new Tally({ orphanLimit: 500n, onOrphanAboveLimit: (orphan) => told.push(orphan) });
  const wallet = await WalletService.start({
    path: join(temporaryFolder(), 'wallet.sqlite'),
    now: Date.now,
    listen: { host: '127.0.0.1', port: 0, token: 'secret', allowIps: [], zone: 'UTC' },
    watch: { trouble: () => {}, faults: () => {} },
    tally,
  });
  onTestFinished(() => wallet.stop());
  await wallet.call('openSession', { code: 's', playerId: 'p', currency: 'EUR', expiresAt: null });
  const send = async (body: object | string, token = 'secret') => {
    const reply = await request(`http://127.0.0.1:${wallet.port}/wallet/${token}`, {
      method: 'POST',
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
    await reply.body.dump();
    return reply.statusCode;
  };
  const win = (id: number, cents: number) => ({
    type: 'win',
    code: 's',
    game: 1,
    id,
    win: cents,
    round_id: id,
  });
  await send('{');
  await send('{"type":"dance"}');
  await send({ type: 'bet', code: 's', game: 1, id: 1, bet: 5 });
  await send({ type: 'credit', code: 'another' });
  expect(await send('{}', 'guess')).toBe(404);
  expect(await send('x'.repeat(20_000))).toBe(413);
  expect(tally.counts()).toMatchObject({ orphan_wins: 0, orphan_wins_above_limit: 0 });
  await send(win(10, 500));
  await send(win(11, 501));
  await send(win(11, 501)); // the same again, which made no entry
  expect(tally.counts()).toEqual({
    refused: {
      malformed: 1,
      'not-enough-credit': 1,
      'too-large': 1,
      'unknown-session': 1,
      'unknown-type': 1,
      'wrong-token': 1,
    },
    orphan_wins: 2,
    orphan_wins_above_limit: 1,
  });
  expect(told).toMatchObject([{ currency: 'EUR', amount: 501n }]);
});
