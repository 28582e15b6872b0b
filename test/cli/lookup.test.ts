/** `ggr lookup`: what POP answers about one player or order, against the bundled vendor's own books. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type PopVendor, startPopVendor } from '../../src/demo/pop/server.ts';
import { formatAmount } from '../../src/transform/money.ts';
import { type Place, place } from '../support/ggr.ts';
import { popSettings } from '../support/pop-engine.ts';

const NOW_MS = Date.parse('2025-03-04T00:00:00Z');
const DAY = { from: '2025-03-02T00:00:00Z', to: '2025-03-03T00:00:00Z' };

let vendor: PopVendor;
beforeAll(async () => {
  vendor = await startPopVendor({ now: () => NOW_MS, betsPerHour: 300, players: 3 });
});
afterAll(() => vendor.close());
const here = (more: Record<string, string> = {}): Place =>
  place({ ...popSettings(vendor), ...more });

interface Bet {
  readonly bet_id: string;
  readonly stake: string;
  readonly payout: string;
  readonly ggr: string;
  readonly inserted_at: string;
}

describe('pop bets', () => {
  test("are all bets of a player and time, page after page, as the vendor's books have them", async () => {
    const range = [Date.parse(DAY.from), Date.parse(DAY.to)] as const;
    const books = vendor.bets(...range);
    expect(books.length).toBeGreaterThan(5000);
    const found = await here().callJson<Bet[]>(
      'lookup',
      'pop',
      'bets',
      '-',
      DAY.from,
      DAY.to,
      '--json',
    );
    expect(found.length).toBe(books.length);
    const byId = new Map(found.map((bet) => [bet.bet_id, bet]));
    for (const { id, bet, win } of books) {
      expect(byId.get(id)).toMatchObject({
        stake: formatAmount(bet),
        payout: formatAmount(win),
        ggr: formatAmount(bet - win),
      });
    }
    const [player = ''] = vendor.users;
    const mine = await here().callJson<Bet[]>(
      'lookup',
      'pop',
      'bets',
      player,
      DAY.from,
      DAY.to,
      '--json',
    );
    expect(mine.map(({ bet_id }) => bet_id).sort()).toEqual(
      books
        .filter(({ userId }) => userId === player)
        .map(({ id }) => id)
        .sort(),
    );
  });

  test('are all of them where POP gives fewer rows a page than it is asked for', async () => {
    const [from, to] = ['2025-03-02T00:00:00Z', '2025-03-02T03:00:00Z'];
    const books = vendor.bets(Date.parse(from), Date.parse(to));
    expect(books.length).toBeGreaterThan(200);
    vendor.misbehave.maxRows = 70;
    try {
      const found = await here().json<Bet[]>('lookup', 'pop', 'bets', '-', from, to, '--json');
      expect(found.map(({ bet_id }) => bet_id).sort()).toEqual(books.map(({ id }) => id).sort());
    } finally {
      vendor.misbehave.maxRows = Number.POSITIVE_INFINITY;
    }
  });

  test("end with the last fraction of a second, whether POP's end is a whole second or an instant", async () => {
    const [bet] = vendor
      .bets(Date.parse(DAY.from), Date.parse(DAY.to))
      .filter(({ insertedMs }) => insertedMs % 1000 > 0);
    const last = Math.floor((bet?.insertedMs ?? 0) / 1000) * 1000;
    const [from, to] = [last - 60_000, last + 1000].map((ms) => new Date(ms).toISOString());
    const ids = vendor.bets(last - 60_000, last + 1000).map(({ id }) => id);
    vendor.faults.add({
      kind: 'edited',
      edit: (text, { body }) => {
        const answer = JSON.parse(text);
        const end = (body as { EndTime: number }).EndTime * 1000;
        const isIn = (row: { InsertTime: string }) => Date.parse(row.InsertTime) <= end;
        return JSON.stringify({ ...answer, data: { List: answer.data.List.filter(isIn) } });
      },
    });
    const found = await here().json<Bet[]>(
      'lookup',
      'pop',
      'bets',
      '-',
      `${from}`,
      `${to}`,
      '--json',
    );
    expect(found.map(({ bet_id }) => bet_id).sort()).toEqual(ids.sort());
  });

  test('refuse a time that is none, and one that ends before it begins', async () => {
    const wrong = await here().call('lookup', 'pop', 'bets', '-', 'yesterday', DAY.to);
    expect(wrong).toMatchObject({ code: 2, stdout: '' });
    expect(wrong.stderr).toContain('no ISO 8601 instant');
    expect((await here().call('lookup', 'pop', 'bets', '-', DAY.to, DAY.from)).code).toBe(2);
  });
});

test("pop order tells what became of a transfer, in the account's own units", async () => {
  const [order] = vendor.orders(NOW_MS - 86_400_000, NOW_MS);
  if (!order) throw new Error('the bundled vendor has no orders');
  const found = {
    trace_id: order.traceId,
    player_id: order.userId,
    action: order.action,
    amount: formatAmount(order.amount),
    currency: 'EUR',
    error: order.error,
    completed: true,
    created_at: new Date(order.createdMs).toISOString().replace('.000Z', 'Z'),
  };
  const ask = ['lookup', 'pop', 'order', order.traceId, '--json'];
  expect(await here().callJson(...ask)).toEqual([found]);
  const scaled = here({ GGR_POP_SCALE: '1000' });
  expect(await scaled.callJson(...ask)).toEqual([
    { ...found, amount: formatAmount(order.amount * 1000n) },
  ]);
});

test('pop balance is what the vendor says, as an exact decimal', async () => {
  const [player = ''] = vendor.users;
  const answer = await fetchBalance(player);
  const outcome = await here().ggr('lookup', 'pop', 'balance', player);
  expect(outcome).toMatchObject({ code: 0, stderr: '' });
  expect(outcome.stdout.split('\n')[1]?.split(/ +/)).toEqual([player, answer.toFixed(4), 'EUR']);
});

describe('is refused with exit code 2 and what to do', () => {
  test.for([
    [
      'an order that does not exist',
      ['pop', 'order', 'nope'],
      'check the values: pop order <trace_id>',
    ],
    ['a player that does not exist', ['pop', 'balance', 'nobody'], 'code 2001'],
    ['a question that nobody answers', ['pv', 'balance', 'x'], 'there is pop balance <player_id>'],
    [
      'a question named like what every object has',
      ['pop', 'toString', 'x'],
      'cannot be looked up',
    ],
    ['a value too few', ['pop', 'balance'], 'takes <player_id>'],
    ['a value too many', ['pop', 'balance', 'a', 'b'], 'takes <player_id>'],
  ] as const)('%s', async ([, args, says]) => {
    const outcome = await here().call('lookup', ...args);
    expect(outcome).toMatchObject({ code: 2, stdout: '' });
    expect(outcome.stderr).toContain(says);
  });

  test('a wrong secret, and not for the values', async () => {
    const outcome = await here({ GGR_POP_APP_SECRET: 'wrong' }).call('lookup', 'pop', 'order', 'x');
    expect(outcome.code).toBe(2);
    expect(outcome.stderr).toContain('check GGR_POP_APP_SECRET');
  });
});

async function fetchBalance(player: string): Promise<number> {
  const response = await fetch(`${vendor.url}/api/v1/player/balance`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      AppID: vendor.appId,
      AppSecret: vendor.appSecret,
    },
    body: JSON.stringify({ UserID: player }),
  });
  const { data } = (await response.json()) as { data: { Balance: number } };
  return data.Balance;
}
