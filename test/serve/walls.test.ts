/** The walls between the processes of `ggr serve`: what ends one of them ends no other, and nothing is lost. */
import { readdirSync } from 'node:fs';
import { getPriority } from 'node:os';
import { request } from 'undici';
import { expect, test, vi } from 'vitest';
import { catalogue } from '../../src/catalogue.ts';
import { Warehouse } from '../../src/load/warehouse.ts';
import { type RunningDaemon, serve, until, WITHOUT_READERS } from '../support/daemon.ts';
import { type Place, placeWithStore } from '../support/ggr.ts';

vi.setConfig({ testTimeout: 300_000 });

const TOKEN = 'unguessable_0123456789';
const here = (more: Record<string, string> = {}): Place =>
  placeWithStore({
    GGR_PORT: '0',
    GGR_WALLET_PORT: '0',
    GGR_WALLET_HOST: '127.0.0.1',
    GGR_WALLET_TOKEN: TOKEN,
    GGR_API_TOKEN: 'the-token-of-this-test',
    ...more,
  });

/** A game server that bets 1 cent on and on, and asks again what it got no answer to. */
async function play(daemon: RunningDaemon) {
  await daemon.call('/wallet/sessions', { code: 's1', player_id: 'p1', currency: 'EUR' });
  const deposit = { player_id: 'p1', currency: 'EUR', amount_cents: 1_000_000, key: 'k1' };
  await daemon.call('/wallet/transfers', deposit);
  // its port stays, whichever process has it
  const { port } = await daemon.part('wallet');
  let [answered, unanswered, isOver] = [0, 0, false];
  const over = (async () => {
    while (!isOver) {
      const bet = { type: 'bet', code: 's1', game: 1, id: answered + 1, bet: 1 };
      const reply = await request(`http://127.0.0.1:${port}/wallet/${TOKEN}`, {
        method: 'POST',
        body: JSON.stringify(bet),
      }).catch(() => undefined);
      const body = (await reply?.body.json().catch(() => undefined)) as { credit?: number };
      if (reply?.statusCode === 200) {
        answered += 1;
        expect(body).toMatchObject({ result: 1, credit: 1_000_000 - answered });
      } else unanswered += 1;
    }
  })();
  return {
    unanswered: () => unanswered,
    /** So many more are answered. */
    goesOn: (more = 20) => {
      const before = answered;
      return Promise.race([over, until(() => answered >= before + more)]);
    },
    end: async () => {
      isOver = true;
      await over;
      return answered;
    },
  };
}

/** How nice each thread of a process is; the nicer one waits where both want a core. */
const niceness = (pid: number) =>
  new Set(readdirSync(`/proc/${pid}/task`).map((thread) => getPriority(Number(thread))));

const restarted = (daemon: RunningDaemon, part: 'warehouse' | 'wallet', times: number) =>
  until(async () => {
    const { state, restarts } = (await daemon.part(part)) ?? {};
    return state === 'up' && restarts === times;
  });

test('each process is killed while bets run: the others go on, it comes back, and nothing is lost', async () => {
  // a port of its own, so that the wallet comes back where it was
  const port = String(20_000 + (process.pid % 20_000));
  const where = here({ GGR_WALLET_PORT: port });
  const daemon = await serve(where);
  const game = await play(daemon);
  await game.goesOn();
  for (const [i, signal] of (['SIGSEGV', 'SIGKILL'] as const).entries()) {
    const { pid } = await daemon.part('warehouse');
    process.kill(pid, signal);
    const refused = await daemon.sql('select 1 as a');
    if (refused.status !== 200) expect(refused.text).toContain('the warehouse process');
    const asked = { player_id: 'p2', currency: 'EUR', amount_cents: 1, key: `while-down-${i}` };
    expect((await daemon.call('/wallet/transfers', asked)).status).toBe(201);
    expect((await daemon.call('/livez')).status).toBe(200);
    await game.goesOn();
    await restarted(daemon, 'warehouse', i + 1);
    expect((await daemon.part('warehouse')).last_reason).toContain(`killed by ${signal}`);
  }
  expect(game.unanswered()).toBe(0);
  const { pid: warehouse } = await daemon.part('warehouse');
  expect(niceness(warehouse)).toEqual(new Set([Math.min(getPriority() + 5, 19)]));
  expect(niceness((await daemon.part('wallet')).pid)).toEqual(new Set([getPriority()]));
  for (const [i, [signal, reason]] of (
    [
      ['SIGSEGV', 'killed by SIGSEGV'],
      ['SIGKILL', 'killed by SIGKILL'],
      ['SIGSTOP', 'said nothing for 10.25 s'],
    ] as const
  ).entries()) {
    process.kill((await daemon.part('wallet')).pid, signal);
    await restarted(daemon, 'wallet', i + 1);
    expect((await daemon.part('wallet')).last_reason).toContain(reason);
    await game.goesOn();
  }
  expect((await daemon.part('warehouse')).pid).toBe(warehouse);
  const status = await where.ggr('status');
  expect(status.stderr).toContain('wallet: started again 3 times, last ');
  const answered = await game.end();
  const bets = "select count(*)::integer as n from wallet.ledger where kind = 'bet'";
  expect((await daemon.sql(bets)).json()).toEqual([{ n: answered }]);
  expect((await where.ggr('wallet', 'verify')).code).toBe(0);
  expect((await daemon.end()).code).toBe(0);
});

test('each request is answered by its part: none is lost between the two processes', async () => {
  const daemon = await serve(here(), ...WITHOUT_READERS);
  const body = { player_id: 'p', currency: 'EUR', amount_cents: 100, key: 'k' };
  const statuses = [];
  for (let i = 0; i < 100; i += 1) {
    statuses.push((await daemon.call('/wallet/transfers', body)).status);
  }
  expect(statuses).toEqual([201, ...Array.from({ length: 99 }, () => 200)]);
});

test('SIGTERM ends everything, also while a query runs for hours that cannot be interrupted', async () => {
  const where = here();
  const daemon = await serve(where);
  const stuck = "select levenshtein(repeat('a', 2000000), repeat('b', 2000000))";
  daemon.sql(stuck).catch(() => {});
  await until(async () => (await daemon.part('readers')).doing === '1 query');
  // how soon is measured by `npm run torture:walls`: 15 s
  const { code, stderr } = await daemon.end();
  expect(code).toBe(0);
  expect(stderr).toContain('"msg":"stopped"');
  const again = await serve(where);
  expect((await again.call('/readyz')).status).toBe(200);
});

test('what grows past its bound is ended with what it was doing, and the wallet does not notice', async () => {
  const grows = 'select list_sum(range(1000000000))';
  const where = here({ GGR_WAREHOUSE_MEMORY_MB: '700' });
  // nobody's SQL runs there: a view of ours stands for what DuckDB may do to us one day
  const store = await Warehouse.open({
    catalogue,
    path: where.store,
    command: 'test',
    now: Date.now,
  });
  await store.db.run(`alter view ggr.bets rename to right_bets;
    create view ggr.bets as select bets.* from ggr.right_bets as bets, (${grows} as sum) where sum > 0`);
  await store.close();
  const daemon = await serve(where);
  const game = await play(daemon);
  await game.goesOn();
  // what others ask is over in a process that may hold less
  expect((await daemon.sql(grows)).status).toBe(400);
  expect((await daemon.part('warehouse')).restarts).toBe(0);
  const check = await where.ggr('check');
  expect([check.code, check.stderr]).toEqual([1, expect.stringContaining('went away')]);
  await restarted(daemon, 'warehouse', 1);
  expect((await daemon.part('warehouse')).last_reason).toMatch(
    /^grew to \d+ MiB, past its bound of 700 MiB; it was doing: /,
  );
  expect(game.unanswered()).toBe(0);
  await game.end();
});

test('wallet and warehouse as two `ggr serve` over one folder: bets are shipped, and each tells where it is', async () => {
  const where = here();
  const warehouse = await serve(where, 'warehouse');
  expect((await warehouse.call('/wallet/players/p1/balances')).text).toContain('runs no wallet');
  // nobody serves the journal: the shell does it itself, beside the process that has the store
  expect((await where.ggr('wallet', 'open-session', 's1', 'p1', 'EUR')).code).toBe(0);
  const wallet = await serve(where, 'wallet');
  expect((await wallet.sql('select 1')).text).toContain('runs no readers');
  const game = await play(wallet);
  await game.goesOn(5);
  const answered = await game.end();
  const bets = "select count(*)::integer as n from wallet.ledger where kind = 'bet'";
  expect(await where.query(bets)).toEqual([{ n: answered }]);
  const balance = await where.ggr('wallet', 'balance', 'p1');
  expect(balance.stdout).toContain(String(1_000_000 - answered));
  expect((await wallet.end()).code).toBe(0);
  expect((await warehouse.end()).code).toBe(0);
});
