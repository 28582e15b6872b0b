/** Who may ask the page, from where, and what a session may do: the front alone, with a clock of the test's own. */
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { request } from 'undici';
import { expect, onTestFinished, test } from 'vitest';
import { vendors } from '../../src/catalogue.ts';
import { loadConfig } from '../../src/config/config.ts';
import { makeFront } from '../../src/serve/front.ts';
import { makePage } from '../../src/serve/page-source.ts';

const TOKENS = { api: 'the-token-that-moves-money', sql: 'the-token-that-only-reads' };
const PAGE = { 'ggr-page': '1' };
const HOUR_MS = 3_600_000;

async function start(settings: Readonly<Record<string, string>> = {}) {
  // `set` is what somebody has put the machine's clock forward by, or back
  const clock = { now: Date.parse('2026-11-03T12:00:00Z'), set: 0 };
  const env = { GGR_WAREHOUSE: '/nowhere/ggr.duckdb', ...settings };
  const config = loadConfig(vendors, { env, folder: '/nonexistent' });
  const describe = () => ({
    warehouse: config.warehouse,
    daemon: { version: '0', pid: 1, store_fault: null },
    parts: { warehouse: { state: 'waiting', last_reason: 'killed by SIGKILL' } },
  });
  const part = () => undefined;
  const [now, elapsed] = [() => clock.now + clock.set, () => clock.now];
  const page = makePage({ config, tokens: TOKENS, now, elapsed, part, describe });
  const front = makeFront({
    tokens: TOKENS,
    prove: () => undefined,
    part,
    unready: () => undefined,
    isStopping: () => false,
    describe: () => describe() as ReturnType<Parameters<typeof makeFront>[0]['describe']>,
    page,
  });
  front.listen(0, '127.0.0.1');
  await once(front, 'listening');
  onTestFinished(() => void front.close());
  const address = `http://127.0.0.1:${(front.address() as AddressInfo).port}`;
  const ask = async (path: string, headers: Record<string, string> = {}, body?: object) => {
    const answer = await request(`${address}${path}`, {
      method: body ? 'POST' : 'GET',
      headers: { ...headers, ...(body && { 'content-type': 'application/json' }) },
      ...(body && { body: JSON.stringify(body) }),
    });
    return { status: answer.statusCode, headers: answer.headers, text: await answer.body.text() };
  };
  const logIn = async (token = TOKENS.sql, more: Record<string, string> = {}) => {
    const { status, headers } = await ask('/page/login', { ...PAGE, ...more }, { token });
    const [cookie = ''] = String(headers['set-cookie'] ?? '').split(';');
    return { status, cookie, set: String(headers['set-cookie'] ?? ''), headers };
  };
  return { clock, ask, logIn };
}

test('a clock that is set neither ends a session nor locks anybody out', async () => {
  const { clock, ask, logIn } = await start();
  const { cookie } = await logIn();
  for (let i = 0; i < 4; i += 1) await logIn('wrong-token');
  clock.set = -24 * HOUR_MS;
  clock.now += 60_000;
  expect((await logIn()).status).toBe(200);
  clock.set = 24 * HOUR_MS;
  expect((await ask('/page/panel/head', { ...PAGE, cookie })).status).toBe(200);
});

test('a session reads, whichever token it was made with, and moves no money', async () => {
  const { ask, logIn } = await start();
  for (const token of [TOKENS.sql, TOKENS.api]) {
    const { status, cookie, set } = await logIn(token);
    expect(status).toBe(200);
    expect(set).toMatch(/HttpOnly; SameSite=Strict; Path=\/; Max-Age=43200$/);
    const held = { ...PAGE, cookie };
    // 503: it is let in, and there is no part to ask
    expect((await ask('/status.json', held)).status).toBe(503);
    expect((await ask('/sql', held, { sql: 'select 1' })).status).toBe(503);
    const transfer = { player_id: 'p', currency: 'EUR', amount_cents: 1, key: 'k' };
    expect((await ask('/wallet/transfers', held, transfer)).status).toBe(403);
    expect((await ask('/commands', held, { argv: ['status'] })).status).toBe(403);
  }
});

test('what acts needs the header that no form can send, and the origin of the page', async () => {
  const { ask, logIn } = await start();
  const { cookie } = await logIn();
  const sql = { sql: 'select 1' };
  for (const headers of [
    { cookie },
    { ...PAGE, cookie, origin: 'http://evil.example' },
    { ...PAGE, cookie, origin: 'null' },
    { ...PAGE, cookie, 'sec-fetch-site': 'cross-site' },
    { ...PAGE, cookie, 'sec-fetch-site': 'same-site' },
  ]) {
    expect((await ask('/sql', headers as Record<string, string>, sql)).status).toBe(403);
    const out = await ask('/page/logout', headers as Record<string, string>, {});
    expect(out.status).toBe(403);
  }
  expect((await ask('/page/login', {}, { token: TOKENS.sql })).status).toBe(403);
  expect((await ask('/sql', { ...PAGE, cookie }, sql)).status).toBe(503);
});

test('a name that is not ours is refused, also with a session: DNS may point any name here', async () => {
  const { ask, logIn } = await start({ GGR_PAGE_HOSTS: 'GGR.example.com' });
  const { cookie } = await logIn();
  const page = { accept: 'text/html', cookie };
  for (const host of [
    'evil.example',
    'evil.example:8080',
    'localhost.evil.example',
    '127.0.0.1.evil.example',
    '',
  ]) {
    expect([host, (await ask('/', { ...page, host })).status]).toEqual([host, 403]);
    expect([host, (await ask('/status.json', { ...page, host })).status]).toEqual([host, 403]);
  }
  for (const host of [
    'localhost:8080',
    '127.0.0.1',
    '[::1]:8080',
    '192.168.1.20:8080',
    'ggr.example.com',
  ]) {
    expect([host, (await ask('/', { ...page, host })).status]).toEqual([host, 200]);
  }
  // whoever has the token itself is no browser that was led astray
  const bearer = { authorization: `Bearer ${TOKENS.sql}`, host: 'evil.example' };
  expect((await ask('/', bearer)).status).toBe(200);
});

test('wrong tokens make an address wait, twice as long each time, and the right one is not tried meanwhile', async () => {
  const { clock, logIn } = await start();
  // a right one forgets the wrong ones before it
  for (let wrong = 0; wrong < 2; wrong += 1)
    expect((await logIn('not-the-token')).status).toBe(403);
  expect((await logIn()).status).toBe(200);
  for (let wrong = 0; wrong < 3; wrong += 1) await logIn('not-the-token');
  for (const seconds of [1, 2, 4, 8, 16, 32, 60, 60]) {
    const held = await logIn();
    expect([held.status, held.headers['retry-after']]).toEqual([429, String(seconds)]);
    clock.now += seconds * 1000;
    expect((await logIn('not-the-token')).status).toBe(403);
  }
  clock.now += 60_000;
  expect((await logIn()).status).toBe(200);
});

test('of many wrong tokens at once no more are tried than one after another', async () => {
  const { logIn } = await start();
  const all = await Promise.all(Array.from({ length: 20 }, () => logIn('not-the-token')));
  expect(all.filter(({ status }) => status === 403)).toHaveLength(3);
  expect(all.filter(({ status }) => status === 429)).toHaveLength(17);
});

test('a session ends after twelve hours, and when it logs out', async () => {
  const { clock, ask, logIn } = await start();
  const { cookie } = await logIn();
  const page = { accept: 'text/html', cookie };
  clock.now += 12 * HOUR_MS - 1;
  expect((await ask('/', page)).status).toBe(200);
  clock.now += 1;
  expect((await ask('/', page)).status).toBe(401);
  const again = await logIn();
  expect((await ask('/page/logout', { ...PAGE, cookie: again.cookie }, {})).status).toBe(200);
  expect((await ask('/', { accept: 'text/html', cookie: again.cookie })).status).toBe(401);
});

test('the page names nothing of another origin, and no script or style stands in it', async () => {
  const { ask, logIn } = await start();
  const { cookie } = await logIn('the-token-that-only-reads', { 'x-forwarded-proto': 'https' });
  const { text, headers } = await ask('/', { accept: 'text/html', cookie });
  const policy = String(headers['content-security-policy']);
  expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self'");
  expect(policy).not.toMatch(/unsafe|data:|\*/);
  expect(text).not.toMatch(/<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=|https?:/);
  expect(text).toContain('The process of the warehouse is away (killed by SIGKILL)');
});

test('all scripts together are below 150 kB compressed, and are told apart when they change', async () => {
  const { ask } = await start();
  const login = (await ask('/', { accept: 'text/html' })).text;
  expect(login).toContain('/page/login.js');
  const names = [
    'app',
    'ask',
    'chart',
    'copy',
    'heat',
    'load-script',
    'login',
    'result-chart',
    'sql-box',
    'table',
    'uplot',
  ];
  let bytes = 0;
  for (const name of names) {
    const { status, headers } = await ask(`/page/${name}.js`, { 'accept-encoding': 'gzip' });
    expect([name, status, headers['content-encoding']]).toEqual([name, 200, 'gzip']);
    bytes += Number(headers['content-length']);
    const etag = String(headers.etag);
    expect((await ask(`/page/${name}.js`, { 'if-none-match': etag })).status).toBe(304);
  }
  expect(bytes).toBeGreaterThan(10_000);
  expect(bytes).toBeLessThan(150_000);
  for (const path of ['/page/../package.json', '/page/%2e%2e%2fpackage.json', '/page/page.ts']) {
    expect((await ask(path)).status).toBe(401);
  }
});

test('a cookie of another store on the same host is none', async () => {
  const { ask, logIn } = await start();
  const { cookie } = await logIn();
  const [name = '', value = ''] = cookie.split('=');
  const other = createHash('sha256').update('/elsewhere/ggr.duckdb').digest('hex').slice(0, 8);
  expect(name).not.toBe(`ggr_${other}`);
  const page = { accept: 'text/html' };
  expect((await ask('/', { ...page, cookie: `ggr_${other}=${value}` })).status).toBe(401);
  expect((await ask('/', { ...page, cookie: `ggr_${other}=x; ${cookie}` })).status).toBe(200);
});
