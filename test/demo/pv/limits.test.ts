import { afterAll, beforeAll, expect, test } from 'vitest';
import { type PvVendor, startPvVendor } from '../../../src/demo/pv/server.ts';
import { ask, DAY, nowMs } from './signed-fetch.ts';

let vendor: PvVendor;
beforeAll(async () => {
  vendor = await startPvVendor({ now: nowMs, betsPerHour: 5 });
});
afterAll(() => vendor.close());

const HISTORY = '/api/all/history';
const hour = { time_start: DAY, time_end: DAY + 3600 };
const sixtyDays = { time_start: DAY, time_end: DAY + 60 * 86_400 };
const codeOf = async (path: string, data: object) => (await ask(vendor, path, data)).code;
const msgOf = async (path: string, data: object) => (await ask(vendor, path, data)).msg;

test('a history window of one hour is accepted, of one second more refused', async () => {
  expect(await codeOf(HISTORY, hour)).toBe(200);
  expect(await msgOf(HISTORY, { ...hour, time_end: DAY + 3601 })).toMatch(/1 hour/);
});

test('a history window may end at midnight and not a second later', async () => {
  const last = { time_start: DAY + 82_800, time_end: DAY + 86_400 };
  expect(await codeOf(HISTORY, last)).toBe(200);
  const over = { time_start: DAY + 82_801, time_end: DAY + 86_401 };
  expect(await msgOf(HISTORY, over)).toMatch(/same day/);
});

test('a window without length or running backwards is refused', async () => {
  expect(await codeOf(HISTORY, { time_start: DAY, time_end: DAY })).toBe(400);
  expect(await codeOf(HISTORY, { time_start: DAY + 1, time_end: DAY })).toBe(400);
  expect(await codeOf('/api/all/stage/summary', { time_start: DAY, time_end: DAY })).toBe(400);
});

test('a page size is from 1 to 2000, 1000 by default', async () => {
  expect(await codeOf(HISTORY, { ...hour, page_size: 0 })).toBe(400);
  expect(await codeOf(HISTORY, { ...hour, page_size: 2001 })).toBe(400);
  expect(await codeOf(HISTORY, { ...hour, page_size: 2000 })).toBe(200);
  const reply = await ask(vendor, HISTORY, hour);
  expect(reply.data).toMatchObject({ page: 1, page_size: 1000 });
});

test('page 0 is refused and a page past the last is empty', async () => {
  expect(await codeOf(HISTORY, { ...hour, page: 0 })).toBe(400);
  const reply = await ask(vendor, HISTORY, { ...hour, page: 99 });
  expect(reply.data.items).toEqual([]);
  expect(reply.data.total).toBe(vendor.bets(DAY, DAY + 3600).length);
});

test('times must be whole numbers of ten digits', async () => {
  expect(await codeOf(HISTORY, { ...hour, time_start: String(DAY) })).toBe(400);
  expect(await codeOf(HISTORY, { time_start: DAY * 1000, time_end: DAY * 1000 + 1 })).toBe(400);
  expect(await codeOf(HISTORY, { time_start: DAY })).toBe(400);
});

test('game_ids must be a list of whole numbers', async () => {
  expect(await codeOf(HISTORY, { ...hour, game_ids: [] })).toBe(200);
  expect(await codeOf(HISTORY, { ...hour, game_ids: ['1006'] })).toBe(400);
  expect(await codeOf(HISTORY, { ...hour, game_ids: 1006 })).toBe(400);
});

test('a parameter the document does not know is refused', async () => {
  expect(await msgOf(HISTORY, { ...hour, pageSize: 10 })).toMatch(/pageSize/);
});

const RANGED: [string, object][] = [
  ['/api/all/stage/summary', {}],
  ['/api/all/bonus/summary', { mch_id: 101 }],
  ['/api/games/user/history', { user_id: 1 }],
  ['/api/games/game/history', { game_id: 2000 }],
  ['/api/games/user/stage/summary', { user_id: 1 }],
  ['/api/games/game/stage/summary', { game_id: 2000 }],
  ['/api/slots/user/history', { user_id: 1 }],
  ['/api/slots/user/stage/summary', { user_id: 1 }],
  ['/api/slots/game/stage/summary', {}],
];

test.each(RANGED)('%s takes sixty days and refuses a second more', async (path, data) => {
  expect(await codeOf(path, { ...data, ...sixtyDays })).toBe(200);
  const over = { ...sixtyDays, time_end: sixtyDays.time_end + 1 };
  expect(await msgOf(path, { ...data, ...over })).toMatch(/60 days/);
});

const BY_PLAYER = [
  '/api/games/user/history',
  '/api/games/user/stage/summary',
  '/api/slots/user/history',
  '/api/slots/user/stage/summary',
];

test.each(BY_PLAYER)('%s needs user_id or op_id', async (path) => {
  expect(await msgOf(path, hour)).toMatch(/user_id or op_id/);
  expect(await msgOf(path, { ...hour, op_id: '' })).toMatch(/user_id or op_id/);
  expect(await codeOf(path, { ...hour, op_id: 'op-1001' })).toBe(200);
});

const LIMITED: [string, object][] = [
  ['/api/games/user/history', { user_id: 1 }],
  ['/api/games/game/history', { game_id: 2000 }],
  ['/api/slots/user/history', { user_id: 1 }],
];

test.each(LIMITED)('%s takes a limit from 1 to 500', async (path, data) => {
  expect(await codeOf(path, { ...data, ...hour, limit: 500 })).toBe(200);
  expect(await codeOf(path, { ...data, ...hour, limit: 501 })).toBe(400);
  expect(await codeOf(path, { ...data, ...hour, limit: 0 })).toBe(400);
});

test('a bonus summary needs the own merchant and no times', async () => {
  const path = '/api/all/bonus/summary';
  expect(await codeOf(path, {})).toBe(400);
  expect(await codeOf(path, { mch_id: 102 })).toBe(400);
  expect(await codeOf(path, { mch_id: 101 })).toBe(200);
  expect(await codeOf(path, { mch_id: 101, state_list: [6] })).toBe(400);
});
