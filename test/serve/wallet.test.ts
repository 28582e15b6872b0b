/** The wallet in a real daemon: two listeners, one ledger, and nothing lost whatever ends it. */
import { existsSync, rmSync, statSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import { fetchJson, serve, until } from '../support/daemon.ts';
import {
  bet,
  gameServer,
  placeWithWallet,
  seat,
  TOKEN,
  walletAddress,
} from '../support/wallet-daemon.ts';

test('an answered bet stands in every query that is asked after it', async () => {
  const where = placeWithWallet();
  const daemon = await serve(where);
  await seat(daemon);
  const send = await gameServer(daemon);
  for (let id = 1; id <= 20; id += 1) {
    expect((await send(bet(id))).body).toMatchObject({ result: 1, credit: 100_000 - id * 100 });
    const { text } = await daemon.sql('select max(id) as last from wallet.ledger');
    expect(JSON.parse(text)).toEqual([{ last: id }]);
  }
  await send({ type: 'win', code: 's1', game: 1, id: 100, win: 250, round_id: 1 });
  expect(await where.query('select source, stake, payout, ggr from ggr.daily')).toEqual([
    { source: 'wallet', stake: '1.0000', payout: '2.5000', ggr: '-1.5000' },
  ]);
  expect((await daemon.end()).code).toBe(0);
  expect(await where.query('select count(*) as n from wallet.ledger')).toEqual([{ n: 22 }]);
});

test('the shell does what HTTP does, with a daemon and without one', async () => {
  const where = placeWithWallet();
  expect((await where.ggr('wallet', 'open-session', 's1', 'p1', 'EUR')).code).toBe(0);
  const daemon = await serve(where);
  await where.ggr('wallet', 'deposit', 'p1', 'EUR', '5000', '--key', 'a');
  expect(
    await where.callJson('wallet', 'deposit', 'p1', 'EUR', '5000', '--key', 'a', '--json'),
  ).toEqual({
    seq: 1,
    player_id: 'p1',
    currency: 'EUR',
    amount_cents: 5000,
    balance_cents: 5000,
    key: 'a',
  });
  const refused = await where.ggr('wallet', 'withdraw', 'p1', 'EUR', '5001');
  expect(refused).toMatchObject({ code: 2, stdout: '' });
  expect(refused.stderr).toContain('not enough credit');
  const send = await gameServer(daemon);
  await where.call('wallet', 'block', 'p1');
  expect((await send(bet(1))).body).toMatchObject({ result: 0, err_code: 203 });
  await where.call('wallet', 'unblock', 'p1');
  expect((await send(bet(1))).body).toMatchObject({ result: 1 });
  await where.call('wallet', 'close-session', 's1');
  expect((await send(bet(2))).body).toMatchObject({ result: 0, err_code: 202 });
  await daemon.end();
  await where.ggr('wallet', 'withdraw', 'p1', 'EUR', '900');
  expect(await where.callJson('wallet', 'balance', 'p1', '--json')).toEqual({
    player_id: 'p1',
    blocked: false,
    balances: [{ currency: 'EUR', balance_cents: 4000 }],
  });
  const verified = await where.ggr('wallet', 'verify');
  expect(verified.code).toBe(0);
  expect(verified.stdout).toContain('journal: 3 entries; warehouse: 3 of them');
});

test('a round that is never ended is closed by its time or by hand, and told of', async () => {
  const where = placeWithWallet({ GGR_WALLET_ROUND_TIMEOUT: '1' });
  const daemon = await serve(where);
  await seat(daemon);
  const send = await gameServer(daemon);
  await send(bet(1));
  const rounds = async () =>
    (await daemon.call('/status.json')).json<{ parts: { wallet: { rounds: object } } }>().parts
      .wallet.rounds;
  const flags = async () =>
    (await daemon.sql('select status, flags, ggr from ggr.bets order by placed_at')).json();
  await until(
    async () => (await daemon.sql('select bet_id from ggr.open_bets')).text.trim() === '[]',
  );
  expect(await flags()).toEqual([{ status: 'settled', flags: 'timed-out', ggr: '1.0000' }]);
  expect(await rounds()).toEqual({
    timeout_seconds: 1,
    open_past_half: 0,
    oldest: [],
    timed_out: 1,
    closed_by_hand: 0,
  });
  expect((await daemon.end()).code).toBe(0);

  const patient = placeWithWallet({ GGR_WAREHOUSE: where.store });
  const second = await serve(patient);
  const later = await gameServer(second);
  await later(bet(2));
  await later(bet(3));
  const close = ['wallet', 'close-round', 'EUR', '2', '--reason', 'no answer', '--json'];
  const told = await patient.json('wallet', 'close-round', 'EUR', '3', '--by', 'ann', '--json');
  expect(told).toMatchObject({ round: 3, cause: 'closed-by-hand', by: 'ann', reason: null });
  expect((await second.call('/wallet/closures', { currency: 'EUR', round: 3 })).status).toBe(200);
  expect(await patient.query('select count(*) as n from ggr.open_bets')).toEqual([{ n: 1 }]);
  await second.end();
  expect(await patient.json(...close)).toMatchObject({ round: 2, reason: 'no answer' });
  const again = await patient.ggr('wallet', 'close-round', 'EUR', '99');
  expect(again.code).toBe(2);
  expect(again.stderr).toContain('no player bet or won in this round');
  expect((await patient.ggr('wallet', 'verify')).code).toBe(0);
  expect(
    await patient.query('select round, cause, closed_by from wallet.closed_rounds order by round'),
  ).toEqual([
    { round: 1, cause: 'timed-out', closed_by: null },
    { round: 2, cause: 'closed-by-hand', closed_by: userInfo().username },
    { round: 3, cause: 'closed-by-hand', closed_by: 'ann' },
  ]);
});

test('the two listeners do not answer for each other, nor without their tokens', async () => {
  const daemon = await serve(placeWithWallet());
  const send = await gameServer(daemon);
  expect((await send(bet(1))).status).toBe(200);
  const game = await walletAddress(daemon);
  for (const path of ['/livez', '/readyz', '/status.json', '/sql', '/wallet/sessions', '/']) {
    const reply = await fetchJson(`${game}${path}`, daemon.token);
    expect([path, reply.status, reply.text]).toEqual([path, 404, '']);
  }
  expect((await fetchJson(`${daemon.address}/wallet/${TOKEN}`, undefined, {})).status).toBe(401);
  const session = { code: 'x', player_id: 'p', currency: 'EUR' };
  const sessions = `${daemon.address}/wallet/sessions`;
  expect((await fetchJson(sessions, undefined, session)).status).toBe(401);
  expect((await fetchJson(sessions, 'wrong', session)).status).toBe(403);
});

test('SIGTERM answers what was taken and loses nothing of it', async () => {
  const where = placeWithWallet();
  const daemon = await serve(where);
  await seat(daemon);
  const send = await gameServer(daemon);
  let next = 0;
  let answered = 0;
  const play = async () => {
    for (;;) {
      next += 1;
      const reply = await send(bet(next, { bet: 1 })).catch(() => undefined);
      if (reply?.body.result !== 1) return;
      answered += 1;
    }
  };
  const playing = Promise.all(Array.from({ length: 16 }, play));
  await until(() => answered > 200);
  const { code } = await daemon.end();
  await playing;
  expect(code).toBe(0);
  const [row] = await where.query<{ bets: number }>(
    "select count(*) as bets from wallet.ledger where kind = 'bet'",
  );
  expect(row?.bets).toBeGreaterThanOrEqual(answered);
  expect(row?.bets).toBeLessThanOrEqual(next);
  expect((await where.call('wallet', 'verify')).code).toBe(0);
});

test('SIGKILL loses no answered bet, and the next start ships what was not shipped', async () => {
  const where = placeWithWallet();
  const first = await serve(where);
  await seat(first);
  const send = await gameServer(first);
  for (let id = 1; id <= 50; id += 1) await send(bet(id));
  await first.crash();
  const second = await serve(where);
  const again = await gameServer(second);
  expect((await again(bet(50))).body).toMatchObject({ result: 1, credit: 95_000 });
  const { text } = await second.sql('select count(*) as n from wallet.ledger');
  expect(JSON.parse(text)).toEqual([{ n: 51 }]);
  await second.end();
});

test('a journal that lost entries is not served, said everywhere, and restored from the warehouse', async () => {
  const where = placeWithWallet();
  const first = await serve(where);
  await seat(first);
  const send = await gameServer(first);
  for (let id = 1; id <= 5; id += 1) await send(bet(id));
  await first.end();
  const journal = join(where.folder, 'wallet.sqlite');
  for (const end of ['', '-wal', '-shm']) rmSync(`${journal}${end}`, { force: true });

  const second = await serve(where);
  const refused = await gameServer(second);
  expect((await refused(bet(6))).status).toBe(503);
  const open = await fetchJson(`${second.address}/readyz`);
  expect(open.status).toBe(503);
  expect(open.json().reason).toMatch(/^(?:wallet|warehouse)$/);
  const ready = await second.call('/readyz');
  expect(ready.status).toBe(503);
  const missing = 'entries 1 to 6 missing';
  expect(ready.text).toContain(missing);
  expect((await second.call('/status.json')).text).toContain(missing);
  expect((await second.call('/wallet/players/p1/balances')).status).toBe(503);
  const verified = await where.call('wallet', 'verify');
  expect(verified.code).toBe(5);
  expect(verified.stdout).toContain(missing);
  expect((await where.call('wallet', 'restore')).code).toBe(2);
  const { stderr } = await second.end();
  expect(stderr).toContain(missing);
  expect(stderr).not.toContain(TOKEN);

  expect((await where.call('wallet', 'restore')).stdout).toContain('6 entries restored');
  const third = await serve(where);
  const served = await gameServer(third);
  expect((await served(bet(5))).body).toMatchObject({ result: 1, credit: 99_500 });
  expect((await where.call('wallet', 'verify')).code).toBe(0);
  await third.end();
});

test('without a token no game server is answered, and the operator is', async () => {
  const where = placeWithWallet({ GGR_WALLET_TOKEN: '' });
  const daemon = await serve(where);
  await seat(daemon);
  const { parts } = (await daemon.call('/status.json')).json<{ parts: { wallet: object } }>();
  expect(parts.wallet).toMatchObject({ port: null, not_ready: null, entries_not_shipped: 0 });
  await daemon.end();
});

test('the journal is its owner’s alone, and no log names a player or a token', async () => {
  const where = placeWithWallet({ GGR_LOG_LEVEL: 'trace' });
  const daemon = await serve(where);
  await seat(daemon);
  const send = await gameServer(daemon);
  await send(bet(1));
  await daemon.call('/wallet/players/p1/balances');
  await daemon.call('/wallet/sessions/s1');
  const { stderr } = await daemon.end();
  for (const word of ['p1', 's1', TOKEN, daemon.token]) expect(stderr).not.toContain(word);
  const journal = join(where.folder, 'wallet.sqlite');
  expect(existsSync(journal)).toBe(true);
  expect(statSync(journal).mode & 0o077).toBe(0);
  const db = new DatabaseSync(journal, { readOnly: true });
  expect(db.prepare('select count(*) as n from entries').get()).toEqual({ n: 2 });
  db.close();
});
