/** WM (wm.txt): its gateway, by the zone of its server. */
import type { DemoRequest } from '../../../src/demo/faults.ts';
import { errorBody } from '../../../src/demo/wm/gateway.ts';
import { startWmVendor } from '../../../src/demo/wm/server.ts';
import { zoneTimeOf } from '../../../src/demo/wm/zone-time.ts';
import type { Adapter, House, Sent, Slot } from '../suite/adapter.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const zone = zoneTimeOf(480);

const userOf = (who: number) => `opx_u${who + 1}`;
const whoOf = (user: string | null) => Number(user?.slice('opx_u'.length)) - 1;
const isFor = ({ query }: DemoRequest, cmd: string) => query.get('cmd') === cmd;
const secondOf = ({ query }: DemoRequest, name: string) =>
  zone.parseSecond(query.get(name) ?? '') ?? 0;
/** The end second is inclusive. */
const rangeOf = (request: DemoRequest) => ({
  start: secondOf(request, 'startTime'),
  end: secondOf(request, 'endTime') + 1000,
});
const dayOf = ({ query }: DemoRequest, name: string) => {
  const start = zone.parseDay(query.get(name) ?? '') ?? 0;
  return { start, end: start + DAY_MS };
};

const place = {
  gid: '101',
  event: '7',
  eventChild: '3',
  round: '7',
  subround: '3',
  tableId: '1',
  gname: 'Bac',
};
const data: Adapter['data'] = ({ records }) => records;

const betOf = ({ n, who }: Slot, betMs: number, settleMs: number): Sent => ({
  user: userOf(who),
  betId: `b${n}`,
  betTime: zone.print(betMs),
  beforeCash: '1000.0000',
  bet: `${10 + n}.5000`,
  validbet: '10.0000',
  water: '0.0000',
  result: '1',
  betCode: 'Banker',
  betResult: 'Banker',
  waterbet: '10.0000',
  winLoss: '-5.2500',
  ip: '192.0.2.7',
  ...place,
  commission: '0',
  reset: 'N',
  settime: zone.print(settleMs),
  gameResult: 'x',
});

const ofBets = {
  changed: (record) => ({ ...record, winLoss: '99.0000', reset: 'Y' }),
  spoilt: (record) => ({ ...record, bet: 'much' }),
  older: (record) => ({ ...record, winLoss: '77.0000', settime: '2025-01-01 00:00:00' }),
  data,
} satisfies Partial<Adapter>;

const byClock = (timetype: string) => (request: DemoRequest) =>
  isFor(request, 'GetDateTimeReport') && request.query.get('timetype') === timetype
    ? { window: rangeOf(request) }
    : undefined;

const adapters: readonly Adapter[] = [
  {
    ...ofBets,
    stream: 'wm.bets',
    record: (slot) => betOf(slot, slot.at, slot.at + 60_000),
    question: byClock('0'),
  },
  {
    ...ofBets,
    stream: 'wm.resettlements',
    record: (slot) => betOf(slot, slot.at - 30 * HOUR_MS, slot.at),
    question: byClock('1'),
  },
  {
    stream: 'wm.tips',
    record: ({ n, at, who }) => ({
      username: userOf(who),
      betId: `t${n}`,
      Id: `i${n}`,
      betTime: zone.print(at),
      Tip: `${1 + n}.2500`,
      betResult: 'Tip_1_',
      winLoss: '-1.0000',
      ip: '192.0.2.7',
      ...place,
    }),
    changed: (record) => ({ ...record, Tip: '55.0000' }),
    spoilt: (record) => ({ ...record, Tip: 'much' }),
    question: (request) =>
      isFor(request, 'GetTipReport') ? { window: dayOf(request, 'startTime') } : undefined,
    data,
  },
  {
    stream: 'wm.open_bets',
    record: ({ n, at, who }) => ({
      user: userOf(who),
      betId: `b${n}`,
      betTime: zone.print(at),
      bet: `${10 + n}.5000`,
      betResult: 'Banker',
      ...place,
      gameResult: '',
      commission: '0',
    }),
    changed: (record) => ({ ...record, bet: '99.0000' }),
    spoilt: (record) => ({ ...record, bet: 'much' }),
    question: (request) =>
      isFor(request, 'GetUnsettleReport') ? { window: dayOf(request, 'Time') } : undefined,
    data,
  },
  {
    stream: 'wm.transfers',
    record: ({ n, at, who }) => ({
      orderid: `o${n}`,
      addtime: zone.print(at),
      money: `${20 + n}.0000`,
      op_code: 121,
      subtotal: '500.0000',
      ordernum: `x${n}`,
      user: userOf(who),
    }),
    changed: (record) => ({ ...record, money: '99.0000' }),
    spoilt: (record) => ({ ...record, money: 'much' }),
    question: (request) =>
      isFor(request, 'GetMemberTradeReport')
        ? { window: rangeOf(request), who: whoOf(request.query.get('user')) }
        : undefined,
    data,
  },
  {
    // the agent, and the one player whom the settings name
    stream: 'wm.balances',
    fixed: 2,
    record: ({ n }) => ({ balance: 1000.25 + n }),
    changed: () => ({ balance: 77.5 }),
    spoilt: () => ({ balance: 'much' }),
    question: (request) => {
      if (isFor(request, 'GetAgentBalance')) return { who: 0 };
      return isFor(request, 'GetBalance') ? { who: 1 } : undefined;
    },
    data: ({ records }) => records[0]?.balance,
    asRead: (entries, { now }) =>
      entries.map((entry) => ({
        ...entry,
        record: {
          ...entry.record,
          user: entry.who === 0 ? '' : userOf(0),
          asked_at: Math.floor(now / 1000),
        },
      })),
  },
];

export const wmHouse: House = {
  vendor: 'wm',
  currency: 'THB',
  start: async (now) => {
    const vendor = await startWmVendor({ now, betsPerDay: 0, intervalMs: 0, emptyIntervalMs: 0 });
    const { url, vendorId, signature } = vendor;
    return Object.assign(vendor, {
      settings: {
        url,
        vendor_id: vendorId,
        signature,
        timezone: '+08:00',
        interval_ms: '0',
        empty_interval_ms: '0',
        balance_users: userOf(0),
      },
    });
  },
  wrap: (body, result) => {
    const answer = JSON.parse(body) as Sent;
    if (answer.errorCode !== 0 && answer.errorCode !== 107) return body;
    const isEmpty = Array.isArray(result) && result.length === 0;
    return isEmpty ? errorBody(107) : JSON.stringify({ errorCode: 0, errorMessage: '', result });
  },
  busy: errorBody(911),
  adapters,
};
