/** Acme (acme.txt): days in pages, and its list of games. */

import { startAcmeVendor } from '../acme/server.ts';
import type { Adapter, House } from '../suite/adapter.ts';

const DAY_MS = 86_400_000;

const bets: Adapter = {
  stream: 'acme.bets',
  isNumbered: true,
  record: ({ n, at }) => ({
    id: `a${n}`,
    round: `r${n}`,
    player: 'p1',
    game: 'lucky-9',
    staked: 100 + n,
    won: 25,
    ended_at: `${new Date(at).toISOString().slice(0, 19)}Z`,
  }),
  changed: (record) => ({ ...record, won: 4321 }),
  spoilt: (record) => ({ ...record, won: '25' }),
  question: ({ path, query }) => {
    if (path !== '/v1/bets') return undefined;
    const start = Date.parse(query.get('day') ?? '');
    return {
      window: { start, end: start + DAY_MS },
      page: { number: Number(query.get('page')), size: Number(query.get('per_page')) },
    };
  },
  data: ({ records, total }) => ({ total, bets: records }),
};

const games: Adapter = {
  stream: 'acme.games',
  record: ({ n }) => ({ id: `g${n}`, title: `Game ${n}`, kind: 'slot' }),
  changed: (record) => ({ ...record, title: 'Another title' }),
  spoilt: (record) => ({ ...record, title: 7 }),
  question: ({ path }) => (path === '/v1/games' ? {} : undefined),
  data: ({ records }) => ({ games: records }),
  asRead: (entries, { now }) =>
    entries.map((entry) => ({
      ...entry,
      record: { ...entry.record, seen_on: Math.floor(now / DAY_MS) * DAY_MS },
    })),
};

export const acmeHouse: House = {
  vendor: 'acme',
  currency: 'USD',
  start: async (now) => {
    const vendor = await startAcmeVendor({ from: Date.UTC(2025, 2, 1), now, betsPerDay: 0 });
    const { url, operator, token } = vendor;
    return Object.assign(vendor, { settings: { url, operator, token } });
  },
  wrap: (body, data) => JSON.stringify({ ...JSON.parse(body), ...(data as object) }),
  adapters: [bets, games],
};
