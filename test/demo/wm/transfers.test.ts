import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  type ClockedVendor,
  DAY_MS,
  HOUR,
  hourFrom,
  NOW_MS,
  startClocked,
  wholeDay,
} from './wm-fetch.ts';

let it: ClockedVendor;
const start = async (options: Parameters<typeof startClocked>[0] = {}) => {
  await it?.vendor.close();
  it = await startClocked(options);
};
beforeEach(() => start({ betsPerDay: 2000 }));
afterEach(() => it.vendor.close());

test('transfers without times are those of the last hour', async () => {
  const transfer = (orderId: string, addMs: number) => ({
    orderId,
    user: 'u',
    addMs,
    money: -25_000n,
    opCode: 122 as const,
    subtotal: 0n,
    orderNum: `op-${orderId}`,
  });
  const extraTransfers = [transfer('1', NOW_MS - HOUR - 1000), transfer('2', NOW_MS - HOUR)];
  await start({ betsPerDay: 0, extraTransfers });
  expect((await it.call('GetMemberTradeReport', { user: 'u' })).result).toEqual([
    {
      orderid: '2',
      addtime: '2025-03-10 11:00:00',
      money: '-2.5000',
      op_code: 122,
      subtotal: '0.0000',
      ordernum: 'op-2',
      user: 'u',
    },
  ]);
});

test('transfers are those of one player and can be looked up by either number', async () => {
  await start({ transfersPerDay: 30 });
  const truth = it.vendor.transfers('opx_u3', DAY_MS - 24 * HOUR, DAY_MS);
  const find = async (changes: Record<string, string>) => {
    const reply = await it.callLater('GetMemberTradeReport', {
      user: 'opx_u3',
      ...wholeDay,
      ...changes,
    });
    return reply.result?.map((row: { orderid: string }) => row.orderid);
  };
  expect(await find({})).toEqual(truth.map((transfer) => transfer.orderId));
  const { orderId = '', orderNum = '' } = truth[5] ?? {};
  expect(await find({ orderid: orderId })).toEqual([orderId]);
  expect(await find({ order: orderNum })).toEqual([orderId]);
});

test('op_code can be text', async () => {
  await start({ transfersPerDay: 30, opCodeAs: 'string' });
  const reply = await it.call('GetMemberTradeReport', { user: 'opx_u1', ...wholeDay });
  expect(['121', '122']).toContain(reply.result[0].op_code);
});

test('107 has a result of null, none at all, or an empty list, in turn', async () => {
  const empty = hourFrom(Date.UTC(2025, 1, 1));
  const head = { errorCode: 107, errorMessage: expect.stringContaining('no data') };
  expect(await it.callLater('GetDateTimeReport', empty)).toEqual({ ...head, result: null });
  const absent = await it.callLater('GetDateTimeReport', empty);
  expect(absent).toEqual(head);
  expect(absent).not.toHaveProperty('result');
  expect(await it.callLater('GetDateTimeReport', empty)).toEqual({ ...head, result: [] });
  expect(await it.callLater('GetDateTimeReport', empty)).toEqual({ ...head, result: null });
});

test('the shape of 107 can be chosen', async () => {
  const empty = hourFrom(Date.UTC(2025, 1, 1));
  it.vendor.misbehave.emptyResult = 'list';
  expect((await it.callLater('GetDateTimeReport', empty)).result).toEqual([]);
  expect((await it.callLater('GetDateTimeReport', empty)).result).toEqual([]);
});
