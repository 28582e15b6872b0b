import { afterEach, beforeEach, expect, test } from 'vitest';
import { BETLOGS, type ClockedVendor, DAY_MS, HOUR, NOW_MS, startClocked } from './pop-fetch.ts';

const HOUR_SECONDS = 3600;
const from = DAY_MS / 1000 + 20 * HOUR_SECONDS;
const page = { StartTime: from, EndTime: from + HOUR_SECONDS - 1, Page: 1, PageSize: 5000 };
let it: ClockedVendor;
beforeEach(async () => {
  it = await startClocked();
});
afterEach(() => it.vendor.close());

const logs = async (changes: object = {}) =>
  (await it.ask(BETLOGS, { ...page, ...changes })).data.List;
const idsOf = (rows: { ID: string }[]): string[] => rows.map((row) => row.ID);

test('getbetlogs shows the rows of betlist by name, newest first', async () => {
  const truth = it.vendor.bets(from * 1000, (from + HOUR_SECONDS) * 1000);
  const rows = await logs();
  expect(rows.length).toBeGreaterThan(50);
  expect(idsOf(rows)).toEqual(truth.map((bet) => bet.id).reverse());
  const all = (await it.readAll()).rows;
  expect(rows[0]).toEqual(all.find((row) => row.ID === rows[0].ID));
});

test('both its seconds belong to the range', async () => {
  const extraBets = [-1, 0, 1999, 2000].map((ms) => ({ recordedMs: DAY_MS + ms }));
  const few = await startClocked({ betsPerHour: 0, extraBets });
  const body = { ...page, StartTime: DAY_MS / 1000, EndTime: DAY_MS / 1000 + 1 };
  const { data } = await few.ask(BETLOGS, body);
  expect(idsOf(data.List)).toEqual(
    few.vendor
      .bets(DAY_MS, DAY_MS + 2000)
      .map((bet) => bet.id)
      .reverse(),
  );
  expect(data.List).toHaveLength(2);
  await few.vendor.close();
});

test('its pages are cut from the newest on, and drift when a row comes', async () => {
  const now = { StartTime: from, EndTime: NOW_MS / 1000, PageSize: 10 };
  const [first, second] = [await logs(now), await logs({ ...now, Page: 2 })];
  expect(idsOf([...first, ...second])).toEqual(idsOf(await logs({ ...now, PageSize: 20 })));
  it.vendor.append();
  expect((await logs({ ...now, Page: 2 }))[0].ID).toBe(first[9].ID);
  expect(await logs({ ...now, Page: 5000 })).toEqual([]);
});

test('it can be narrowed to a player and a game', async () => {
  const wanted = { UserId: 'pop_u3', GameId: 'pg_1', StartTime: DAY_MS / 1000 };
  const truth = it.vendor
    .bets(DAY_MS, (page.EndTime + 1) * 1000)
    .filter((bet) => bet.userId === 'pop_u3' && bet.gameId === 'pg_1');
  expect(truth.length).toBeGreaterThan(1);
  expect(idsOf(await logs(wanted))).toEqual(truth.map((bet) => bet.id).reverse());
});

test('games are told in the shape of the page or of the document', async () => {
  const ask = (vendor: ClockedVendor) => vendor.ask('/api/v1/game/list', { Language: 'en' });
  const { List } = (await ask(it)).data;
  expect(List.map((game: { ID: string }) => game.ID)).toContain('pg_39');
  expect(List[0]).toEqual({
    ID: 'pg_1',
    Name: 'Honey Tiger',
    Type: 0,
    IconUrl: 'https://img.example/pop/pg_1.png',
  });
  const other = await startClocked({ gameListShape: 'glist' });
  // The example of pop.txt 5, word for word.
  expect((await ask(other)).data.glist.at(-1)).toEqual({
    gameid: '9',
    name: 'mine',
    platform: '1',
  });
  await other.vendor.close();
});

test('a balance is a number of cents at most, and is there for players of given bets', async () => {
  it.vendor.append({ userId: 'guest' });
  const { data } = await it.ask('/api/v1/player/balance', { UserID: 'guest' });
  expect(Number.isInteger(Math.round(data.Balance * 1e6) / 1e4)).toBe(true);
});

test('an order is shown as it was made, and completed two seconds later', async () => {
  const [order] = it.vendor.orders(NOW_MS - 24 * HOUR, NOW_MS);
  const ask = async () => {
    const body = { TraceId: order?.traceId };
    return (await it.ask('/api/v1/transaction/queryOrder', body)).data.Order;
  };
  const shown = await ask();
  expect(Date.parse(shown.CreateTime)).toBe(order?.createdMs);
  expect(shown).toMatchObject({
    Action: order?.action,
    Amount: Number(order?.amount) / 10_000,
    Error: order?.error,
    UserID: order?.userId,
    Completed: true,
  });
  it.clock.ms = (order?.createdMs ?? 0) + 1999;
  expect((await ask()).Completed).toBe(false);
});
