import { fetch } from 'undici';
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  BETLIST,
  BETLOGS,
  type ClockedVendor,
  DAY_MS,
  HOUR,
  NOW_MS,
  post,
  type Reply,
  startClocked,
} from './pop-fetch.ts';

let it: ClockedVendor;
beforeEach(async () => {
  it = await startClocked();
});
afterEach(() => it.vendor.close());

const GAMES = '/api/v1/game/list';
const BALANCE = '/api/v1/player/balance';
const ORDER = '/api/v1/transaction/queryOrder';
const day = { StartTime: DAY_MS / 1000, EndTime: DAY_MS / 1000 + 86_399, Page: 1, PageSize: 100 };
const codeOf = async (path: string, body: object) => (await it.ask(path, body)).code;
const codeWith = async (headers: Record<string, string>, body: object | string = {}) => {
  const response = await post(it.vendor, GAMES, body, headers);
  expect(response.status).toBe(200);
  return ((await response.json()) as Reply).code;
};

test('an answer is code, error and data, and an error has no data', async () => {
  expect(await it.ask(BALANCE, { UserID: 'pop_u1' })).toEqual({
    code: 0,
    error: '',
    data: { Balance: expect.any(Number) },
  });
  expect(await it.ask(BALANCE, { UserID: 'nobody' })).toEqual({
    code: 2001,
    error: 'Player does not exist',
    data: null,
  });
});

test('an AppID that is wrong or missing is 1002', async () => {
  expect(await codeWith({ AppID: 'other' })).toBe(1002);
  const response = await fetch(it.vendor.url + GAMES, { method: 'POST', body: '{}' });
  expect(await response.json()).toMatchObject({ code: 1002 });
});

test('an AppSecret that is wrong is 1011', async () => {
  expect(await codeWith({ AppSecret: 'other' })).toBe(1011);
  expect(await codeWith({ AppSecret: it.vendor.appSecret.toUpperCase() })).toBe(1011);
});

test.each([1001, 1003, 1012, 1013, 1014] as const)('code %i comes on request', async (code) => {
  it.vendor.misbehave.refusal = code;
  expect(await codeOf(GAMES, {})).toBe(code);
  expect(await codeWith({ AppSecret: 'other' })).toBe(1011);
  it.vendor.misbehave.refusal = undefined;
  expect(await codeOf(GAMES, {})).toBe(0);
});

test('calls of a path sooner than the interval are 1019, without Retry-After', async () => {
  it.vendor.misbehave.minIntervalMs = 1000;
  expect(await codeOf(GAMES, {})).toBe(0);
  it.clock.ms += 999;
  const early = await post(it.vendor, GAMES, {});
  expect(early.headers.get('retry-after')).toBeNull();
  expect(await early.json()).toMatchObject({ code: 1019, error: 'Request too frequent' });
  expect(await codeOf(BALANCE, { UserID: 'pop_u1' })).toBe(0);
  it.clock.ms += 1;
  expect(await codeOf(GAMES, {})).toBe(0);
  expect(it.vendor.refusals).toBe(1);
});

test('a busy path answers 1019 as often as told', async () => {
  it.vendor.misbehave.busy.set(GAMES, 2);
  const codes = [await codeOf(GAMES, {}), await codeOf(GAMES, {}), await codeOf(GAMES, {})];
  expect(codes).toEqual([1019, 1019, 0]);
});

test('an unknown game is 1004, a refused one what it was told', async () => {
  expect(await codeOf(BETLOGS, { ...day, GameId: 'pg_0' })).toBe(1004);
  it.vendor.misbehave.refusedGames.set('pg_1', 1005);
  expect(await codeOf(BETLOGS, { ...day, GameId: 'pg_1' })).toBe(1005);
  expect(await codeOf(BETLOGS, { ...day, GameId: 'pg_39' })).toBe(0);
});

test('an empty player is 1008 where one is needed, an unknown one 2001, a disabled one 2002', async () => {
  expect(await codeOf(BALANCE, {})).toBe(1008);
  expect(await codeOf(BALANCE, { UserID: '' })).toBe(1008);
  expect(await codeOf(BETLOGS, { ...day, UserId: '' })).toBe(0);
  expect(await codeOf(BETLOGS, { ...day, UserId: 'pop_u21' })).toBe(2001);
  it.vendor.misbehave.refusedPlayers.set('pop_u2', 2002);
  expect(await codeOf(BALANCE, { UserID: 'pop_u2' })).toBe(2002);
});

test('an unknown order, or one to come, is 1018', async () => {
  it.vendor.misbehave.clockOffsetMs = 24 * HOUR;
  const order = it.vendor.orders(NOW_MS, NOW_MS + 24 * HOUR)[0];
  it.vendor.misbehave.clockOffsetMs = 0;
  expect(order?.traceId).toMatch(/^pop-\d{5}-\d+$/);
  expect(await codeOf(ORDER, { TraceId: order?.traceId })).toBe(1018);
  expect(await codeOf(ORDER, { TraceId: 'unknown' })).toBe(1018);
});

test('Count goes from 1 to 5000', async () => {
  const counted = (Count: unknown) => codeOf(BETLIST, { StartID: '', Count });
  expect(await counted(1)).toBe(0);
  expect(await counted(5000)).toBe(0);
  expect(await counted(0)).toBe(1);
  expect(await counted(5001)).toBe(1);
  expect(await counted('10')).toBe(1);
});

test('parameters that are missing, unknown or of no meaning are an error without a code of its own', async () => {
  expect(await codeOf(BETLIST, { Count: 10 })).toBe(1);
  expect(await codeOf(BETLIST, { StartID: 'abc', Count: 10 })).toBe(1);
  expect(await codeOf(BETLIST, { StartID: '', Count: 10, Limit: 1 })).toBe(1);
  expect(await codeOf(BETLOGS, { ...day, StartTime: day.EndTime + 1 })).toBe(1);
  expect(await codeOf(BETLOGS, { ...day, StartTime: DAY_MS })).toBe(1);
  expect(await codeOf(BETLOGS, { ...day, Page: 0 })).toBe(1);
  expect((await it.ask(BETLIST, { StartID: '' })).error).toContain('Count');
});

test('a body that is no JSON, or not called so, is refused', async () => {
  expect(await codeWith({}, '')).toBe(1);
  expect(await codeWith({}, '[]')).toBe(1);
  expect(await codeWith({ 'Content-Type': 'text/plain' })).toBe(1);
  expect(await codeWith({ 'Content-Type': 'application/json' })).toBe(0);
});

test('anything but POST to a known address is no answer of the vendor', async () => {
  expect((await fetch(it.vendor.url + GAMES)).status).toBe(405);
  expect((await post(it.vendor, '/api/v1/record/unknown', {})).status).toBe(404);
});
