/** POP (pop.txt; NOTES): the walk of its bets, and its list of games. */
import { POP_COLUMNS } from '../../../src/demo/pop/rows.ts';
import { startPopVendor } from '../../../src/demo/pop/server.ts';
import type { Adapter, House, Sent } from '../suite/adapter.ts';

/** Of the form of POP's ids, so that the vendor takes one as a cursor. */
const FIRST_ID = 1_896_000_000_000_000_000n;

const bets: Adapter = {
  stream: 'pop.bets',
  record: ({ n, at }) => ({
    ID: String(FIRST_ID + BigInt(n)),
    Pid: 'p1',
    UserID: 'pop_u1',
    GameID: 'pg_1',
    Bet: 1.1 + n,
    Win: 0.5,
    InsertTime: new Date(at).toISOString(),
    AppID: 'demopop',
    Balance: 100.25,
    WinLose: 0.5 - (1.1 + n),
    Grade: 'g',
    RoundID: `r${n}`,
    Completed: true,
  }),
  changed: (record) => ({ ...record, Grade: 'h', Balance: 55.5 }),
  spoilt: (record) => ({ ...record, Bet: 'much' }),
  question: ({ path, body }) => {
    if (!path.endsWith('/record/betlist')) return undefined;
    const { StartID, Count } = body as { StartID: string; Count: number };
    return { after: { cursor: StartID, size: Count } };
  },
  data: ({ records, question }) => ({
    Title: POP_COLUMNS,
    List: records.map((record) => POP_COLUMNS.map((column) => record[column])),
    NextStartID: question.after?.cursor,
  }),
  cursorOf: ({ ID }) => String(ID ?? ''),
};

const games: Adapter = {
  stream: 'pop.games',
  record: ({ n }) => ({
    ID: `pg_${n}`,
    Name: `Game ${n}`,
    Type: 0,
    IconUrl: `https://img.example/${n}`,
  }),
  changed: (record) => ({ ...record, IconUrl: 'https://img.example/new' }),
  spoilt: (record) => ({ ...record, Name: 7 }),
  question: ({ path }) => (path.endsWith('/game/list') ? {} : undefined),
  data: ({ records }) => ({ List: records }),
  asRead: (entries, { now }) =>
    entries.map((entry) => ({
      ...entry,
      record: { ...entry.record, seen_at: Math.floor(now / 1000) },
    })),
};

export const popHouse: House = {
  vendor: 'pop',
  currency: 'EUR',
  start: async (now) => {
    const vendor = await startPopVendor({ now, betsPerHour: 0 });
    const { url, appId, appSecret } = vendor;
    return Object.assign(vendor, {
      settings: {
        url,
        app_id: appId,
        app_secret: appSecret,
        bets_path: '/api/v1/record/betlist',
        games_path: '/api/v1/game/list',
      },
    });
  },
  wrap: (body, data) => {
    const answer = JSON.parse(body) as Sent;
    return answer.code === 0 ? JSON.stringify({ ...answer, data }) : body;
  },
  adapters: [bets, games],
};
