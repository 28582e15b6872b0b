/** The internal address: who gets in, what is refused, and that nothing ends the daemon. */
import { readFileSync, statSync } from 'node:fs';
import { connect } from 'node:net';
import { describe, expect, test, vi } from 'vitest';
import { fetchJson, serve } from '../support/daemon.ts';
import { place, placeWithStore } from '../support/ggr.ts';

vi.setConfig({ testTimeout: 300_000 });

const FREE_PORT = { GGR_PORT: '0' };
const SAME = 'sixteen-letters-';
const SAME_TOKENS = { GGR_API_TOKEN: SAME, GGR_SQL_TOKEN: SAME };

describe('the token', () => {
  test('is made once, kept in a file that only its user can read, and stays over restarts', async () => {
    const where = place(FREE_PORT);
    const first = await serve(where);
    const path = `${where.store}.token`;
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(Buffer.from(first.token, 'base64url')).toHaveLength(32);
    expect((await first.end()).code).toBe(0);
    const second = await serve(where);
    expect(second.token).toBe(first.token);
    expect((await second.call('/status.json')).status).toBe(200);
  });

  test('that is set is not written down, and commands use it', async () => {
    const where = place({ ...FREE_PORT, GGR_API_TOKEN: 'a-token-of-the-operator' });
    const daemon = await serve(where);
    expect(() => readFileSync(`${where.store}.token`)).toThrow('ENOENT');
    expect((await daemon.call('/status.json')).status).toBe(200);
    expect((await where.ggr('status')).code).toBe(0);
    const stranger = { ...where.env, GGR_API_TOKEN: 'another-token-than-its' };
    const refused = await place(stranger).ggr('status');
    expect(refused).toMatchObject({ code: 2, stdout: '' });
    expect(refused.stderr).toContain('the bearer token is wrong');
    expect(refused.stderr).toContain('set GGR_API_TOKEN');
  });

  test('opens everything but /livez and /readyz: 401 without, 403 with a wrong one', async () => {
    const daemon = await serve(placeWithStore(FREE_PORT));
    for (const path of ['/livez', '/readyz']) {
      expect((await fetchJson(`${daemon.address}${path}`)).status).toBe(200);
    }
    for (const path of ['/status.json', '/commands', '/sql', '/nothing', '/livez/x', '/']) {
      const url = `${daemon.address}${path}`;
      const without = await fetchJson(url);
      expect([path, without.status]).toEqual([path, 401]);
      expect(without.json()).toMatchObject({ error: { code: 'unauthorized' } });
      for (const wrong of ['x', `${daemon.token}x`, daemon.token.slice(1)]) {
        expect((await fetchJson(url, wrong)).status).toBe(403);
      }
    }
  });

  test('of readers is made and kept likewise, and only reads: 403 for whatever changes anything', async () => {
    const where = placeWithStore(FREE_PORT);
    const daemon = await serve(where);
    const path = `${where.store}.sql-token`;
    expect(statSync(path).mode & 0o777).toBe(0o600);
    const reader = readFileSync(path, 'utf8').trim();
    expect(reader).not.toBe(daemon.token);
    const ask = async (route: string, body?: object) =>
      (await fetchJson(`${daemon.address}${route}`, reader, body)).status;
    expect(await ask('/status.json')).toBe(200);
    expect(await ask('/sql', { sql: 'select 1' })).toBe(200);
    const transfer = { player_id: 'p', currency: 'EUR', amount_cents: 100, key: 'k' };
    for (const [route, body] of [
      ['/wallet/transfers', transfer],
      ['/wallet/sessions', { code: 'c', player_id: 'p', currency: 'EUR' }],
      ['/wallet/players/p/balances'],
      ['/wallet/players/%zz/balances'],
      ['/commands', { argv: ['status'] }],
      ['/commands/x', { interrupt: true }],
      ['/nothing'],
    ] as const) {
      expect([route, await ask(route, body)]).toEqual([route, 403]);
    }
    const player = await daemon.call('/wallet/players/p/balances');
    expect(player.json()).toMatchObject({ error: { code: 'unknown-player' } });
  });

  test('and no query part of an address ever stand in the log', async () => {
    const where = place({ ...FREE_PORT, GGR_LOG_LEVEL: 'trace' });
    const daemon = await serve(where);
    await daemon.call('/status.json?secret=hidden-thing');
    await daemon.call('/nothing?secret=hidden-thing');
    const { stderr } = await daemon.end();
    expect(stderr).toContain('"path":"/status.json"');
    expect(stderr).not.toContain('hidden-thing');
    expect(stderr).not.toContain(daemon.token);
  });
});

describe('a request that is wrong', () => {
  test('is refused with JSON and a 4xx, and the daemon goes on', async () => {
    const daemon = await serve(placeWithStore(FREE_PORT));
    const refusals = [
      [404, await daemon.call('/nothing')],
      [404, await daemon.call('/sql')],
      [400, await daemon.call('/sql', '{"sql": ')],
      [400, await daemon.call('/sql', 'null')],
      [400, await daemon.call('/sql', {})],
      [400, await daemon.call('/sql', { sql: 1 })],
      [400, await daemon.call('/sql', { sql: 'select 1', format: 'xlsx' })],
      [413, await daemon.call('/sql', { sql: `select '${'x'.repeat(1_100_000)}'` })],
      [400, await daemon.call('/commands', { argv: ['status'] })],
      [400, await daemon.call('/wallet/players/%zz/balances')],
      [401, await fetchJson(`${daemon.address}/wallet/players/%zz/balances`)],
      [403, await fetchJson(`${daemon.address}/wallet/players/%zz/balances`, 'wrong')],
      [404, await daemon.call('/commands/none', { interrupt: true })],
    ] as const;
    for (const [status, answer] of refusals) {
      expect(answer.status).toBe(status);
      expect(answer.json()).toMatchObject({ error: { message: expect.any(String) } });
    }
    expect((await daemon.sql('select 1 as a')).json()).toEqual([{ a: 1 }]);
  });

  test('that is no HTTP at all does not end the daemon', async () => {
    const daemon = await serve(placeWithStore(FREE_PORT));
    const { port } = new URL(daemon.address);
    for (const bytes of [
      '\0\0\0\0',
      'GET\r\n\r\n',
      `GET /livez HTTP/1.1\r\nx: ${'y'.repeat(99_999)}`,
    ]) {
      const socket = connect(Number(port), '127.0.0.1');
      await new Promise((done) => socket.resume().on('error', done).on('close', done).end(bytes));
    }
    expect((await fetchJson(`${daemon.address}/livez`)).status).toBe(200);
  });
});

test('works without any vendor, and says so', async () => {
  const where = place(FREE_PORT);
  const running = where.start('serve');
  let said = '';
  running.process.stderr?.on('data', (text: string) => {
    const before = said.includes('no vendor is configured');
    said += text;
    // once: a second signal would end it at once
    if (!before && said.includes('no vendor is configured')) running.process.kill('SIGTERM');
  });
  const { code, stdout } = await running.ended;
  expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
  expect(said).toMatch(/ggr serves \S+ on http:\/\/127\.0\.0\.1:\d+/);
});

test.for([
  ['a port that is none', { GGR_PORT: '70000' }, 'GGR_PORT must be a port'],
  ['a token with a space', { GGR_API_TOKEN: 'a b' }, 'GGR_API_TOKEN must be visible'],
  ['a token that can be guessed', { GGR_API_TOKEN: 'x'.repeat(15) }, 'GGR_API_TOKEN must have at'],
  ['a reading one likewise', { GGR_SQL_TOKEN: 'x'.repeat(15) }, 'GGR_SQL_TOKEN must have at least'],
  ["the wallet's likewise", { GGR_WALLET_TOKEN: 'x'.repeat(15) }, 'GGR_WALLET_TOKEN must have at'],
  ['one token for two things', SAME_TOKENS, 'GGR_SQL_TOKEN is the same as GGR_API_TOKEN'],
  ['a schedule that is none', { GGR_SCHEDULE_PV: 'often' }, 'GGR_SCHEDULE_PV must be a cron'],
  ['a level of logging that is none', { GGR_LOG_LEVEL: 'loud' }, 'GGR_LOG_LEVEL must be one of'],
] as const)('refuses %s', async ([, env, says]) => {
  const outcome = await place({ ...FREE_PORT, ...env }).call('serve');
  expect(outcome).toMatchObject({ code: 2, stdout: '' });
  expect(outcome.stderr).toContain(says);
});
