import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  type ClockedVendor,
  DAY_MS,
  HOUR,
  hourFrom,
  NOW_MS,
  post,
  second,
  startClocked,
} from './wm-fetch.ts';

let it: ClockedVendor;
beforeEach(async () => {
  it = await startClocked();
});
afterEach(() => it.vendor.close());

const day = { startTime: '20250309', endTime: '20250309' };
const report = (changes: Record<string, string> = {}) =>
  it.callLater('GetDateTimeReport', { ...hourFrom(DAY_MS), ...changes });
const codeOf = async (changes: Record<string, string>) => (await report(changes)).errorCode;

test('Hello answers HELLO and needs no timestamp', async () => {
  expect(await it.call('Hello', { timestamp: 'REMOVED' })).toEqual({
    errorCode: 0,
    errorMessage: '',
    result: 'HELLO',
  });
});

test('balances are JSON numbers', async () => {
  expect(typeof (await it.call('GetAgentBalance')).result).toBe('number');
  expect(typeof (await it.call('GetBalance', { user: 'opx_u1' })).result).toBe('number');
});

test('a missing or blank vendorId is 10301', async () => {
  expect(await codeOf({ vendorId: 'REMOVED' })).toBe(10301);
  expect(await codeOf({ vendorId: '' })).toBe(10301);
});

test('an unknown vendorId is 10302', async () => {
  expect(await codeOf({ vendorId: 'nobody' })).toBe(10302);
});

test('a wrong signature is 10303', async () => {
  expect(await codeOf({ signature: 'wrong' })).toBe(10303);
});

test('a missing signature is 10304', async () => {
  expect(await codeOf({ signature: 'REMOVED' })).toBe(10304);
});

test('a vendorId no agent could have is 103', async () => {
  expect(await codeOf({ vendorId: 'a b' })).toBe(103);
});

test('an unknown, wrongly cased or missing command is 900', async () => {
  expect((await it.call('GetMemberReport')).errorCode).toBe(900);
  expect((await it.call('getdatetimereport')).errorCode).toBe(900);
  expect((await it.call('REMOVED')).errorCode).toBe(900);
});

test('a timestamp may be 30 seconds off and no more', async () => {
  it.clock.ms = NOW_MS + 999;
  const stamped = (offset: number) =>
    it.call('GetAgentBalance', { timestamp: String(NOW_MS / 1000 + offset) });
  expect((await stamped(-30)).errorCode).toBe(0);
  expect((await stamped(30)).errorCode).toBe(0);
  expect((await stamped(-31)).errorCode).toBe(10202);
  expect((await stamped(31)).errorCode).toBe(10202);
});

test('a timestamp goes by the vendor clock, which may be off', async () => {
  it.vendor.misbehave.clockOffsetMs = 45_000;
  expect(await codeOf({})).toBe(10202);
  it.vendor.misbehave.clockOffsetMs = 0;
  expect(await codeOf({})).toBe(0);
});

test('a missing timestamp, or one in milliseconds, is 10202', async () => {
  expect(await codeOf({ timestamp: 'REMOVED' })).toBe(10202);
  expect(await codeOf({ timestamp: String(NOW_MS) })).toBe(10202);
});

test('a time in another format, or of no day, is 102', async () => {
  expect(await codeOf({ startTime: '2025-03-10 00:00:00' })).toBe(102);
  expect(await codeOf({ startTime: '20250310' })).toBe(102);
  expect(await codeOf({ startTime: '20250230000000' })).toBe(102);
  expect(await codeOf({ startTime: '20250309240000' })).toBe(102);
  expect(await codeOf({ startTime: 'REMOVED' })).toBe(102);
});

test('an end before the start is 102', async () => {
  expect(await codeOf({ startTime: '20250310000001', endTime: '20250310000000' })).toBe(102);
});

test('from start to end there may be a day, and a second more is 10201', async () => {
  const startTime = second(NOW_MS - 30 * HOUR);
  expect(await codeOf({ startTime, endTime: second(NOW_MS - 6 * HOUR) })).toBe(0);
  expect(await codeOf({ startTime, endTime: second(NOW_MS - 6 * HOUR + 1000) })).toBe(10201);
});

test('without endTime the range reaches until now, which may be too far', async () => {
  expect(await codeOf({ startTime: second(NOW_MS - 23 * HOUR), endTime: 'REMOVED' })).toBe(0);
  expect(await codeOf({ startTime: second(NOW_MS - 25 * HOUR), endTime: 'REMOVED' })).toBe(10201);
});

test('an unknown player is 10501', async () => {
  expect(await codeOf({ user: 'opx_u21' })).toBe(10501);
  expect((await it.call('GetBalance', { user: 'nobody' })).errorCode).toBe(10501);
});

test('a blank player is 10502 where one is needed and everybody elsewhere', async () => {
  expect((await it.call('GetBalance')).errorCode).toBe(10502);
  expect((await it.call('GetMemberTradeReport', { user: '' })).errorCode).toBe(10502);
  expect(await codeOf({ user: '' })).toBe(0);
});

test('a disabled player or agent is 10505', async () => {
  it.vendor.misbehave.disabled.add('opx_u1');
  expect(await codeOf({ user: 'opx_u1' })).toBe(10505);
  expect(await codeOf({})).toBe(0);
  it.vendor.misbehave.disabled.add(it.vendor.vendorId);
  expect(await codeOf({})).toBe(10505);
});

test('a timetype or datatype of no meaning is 10705', async () => {
  expect(await codeOf({ timetype: '2' })).toBe(10705);
  expect(await codeOf({ datatype: '3' })).toBe(10705);
});

test('tips are asked for in days, one at a time', async () => {
  expect((await it.callLater('GetTipReport', day)).errorCode).toBe(0);
  const reply = await it.callLater('GetTipReport', { ...day, endTime: '20250310' });
  expect(reply.errorCode).toBe(10201);
  expect((await it.callLater('GetTipReport', hourFrom(DAY_MS))).errorCode).toBe(102);
});

test('open bets are asked for by the day in Time', async () => {
  expect((await it.callLater('GetUnsettleReport', { Time: '20250309' })).errorCode).toBe(107);
  expect((await it.callLater('GetUnsettleReport', { time: '20250309' })).errorCode).toBe(102);
  expect((await it.callLater('GetUnsettleReport', { Time: '20250309000000' })).errorCode).toBe(102);
});

test('an error has its message and no rows', async () => {
  expect(await report({ signature: 'wrong' })).toEqual({
    errorCode: 10303,
    errorMessage: 'Agent exists but agent code (signature) is wrong',
    result: null,
  });
});

test('parameters may come in a form body, in part or in whole', async () => {
  const { url, vendorId, signature } = it.vendor;
  const body = new URLSearchParams({ vendorId, signature });
  const response = await fetch(`${url}?cmd=Hello`, { method: 'POST', body });
  expect(await response.json()).toMatchObject({ errorCode: 0 });
});

test('anything but POST to the gateway is no answer of the gateway', async () => {
  expect((await fetch(it.vendor.url)).status).toBe(405);
  const elsewhere = it.vendor.url.replace('/En/', '/Cn/');
  expect((await fetch(elsewhere, { method: 'POST' })).status).toBe(404);
});

test('rows older than 60 days are gone', async () => {
  const from = DAY_MS;
  it.clock.ms = from + 60 * 24 * HOUR + HOUR;
  const call = (startMs: number) => it.call('GetDateTimeReport', { ...hourFrom(startMs) });
  expect((await call(from)).errorCode).toBe(107);
  it.clock.ms += 10_000;
  const kept = await call(from + HOUR);
  expect(kept.errorCode).toBe(0);
  expect(it.vendor.bets(from, from + HOUR)).toEqual([]);
});

test('credentials are checked before anything else', async () => {
  const reply = await post(it.vendor.url, { cmd: 'Nothing', signature: 'x' });
  expect(reply.errorCode).toBe(10301);
});
