/** Queries of sql/examples about games and players: every answer is worked out again from the vendors' books. */
import { beforeAll, describe, expect, test } from 'vitest';
import { POP_GAMES } from '../../src/demo/pop/games.ts';
import { PV_GAMES } from '../../src/demo/pv/games.ts';
import { formatAmount } from '../../src/transform/money.ts';
import {
  type BookedBet,
  type ExampleStore,
  NOW,
  START,
  sharedExampleStore,
} from '../support/example-store.ts';
import {
  compare,
  dayOf,
  grouped,
  ofVendors,
  printed,
  ratio,
  runExample,
  sumsOf,
  without,
} from '../support/examples.ts';

let it: ExampleStore;
beforeAll(async () => {
  it = await sharedExampleStore();
}, 180_000);

const run = (name: string) => runExample(it.warehouse, name);
const isInLastWeek = ({ atMs }: BookedBet) =>
  atMs >= Date.UTC(2025, 2, 4) && atMs < Date.UTC(2025, 2, 11);
const isKept = ({ isCancelled }: BookedBet) => !isCancelled;
const bySource = () => grouped(it.books, ({ source }) => source);
const currencyOf = (bets: readonly BookedBet[]) => bets[0]?.currency;
const sumOf = (amounts: readonly bigint[]) => amounts.reduce((sum, amount) => sum + amount, 0n);
const closeTo = (value: number | null) => (value === null ? null : expect.closeTo(value, 12));

describe('games', () => {
  test('top-games: the five of each source that earned most in seven closed days', async () => {
    const expected = bySource().flatMap(([source, bets]) =>
      grouped(bets.filter(isInLastWeek), ({ game }) => game)
        .map(([game_id, played]) => ({
          game_id,
          sums: sumsOf(played),
          kept: sumsOf(played.filter(isKept)),
        }))
        .sort((a, b) => compare(b.sums.ggr, a.sums.ggr) || compare(a.game_id, b.game_id))
        .slice(0, 5)
        .map(({ game_id, sums, kept }) => ({
          source,
          currency: currencyOf(bets),
          game_id,
          bets: sums.bets,
          ...printed(sums),
          hold: closeTo(ratio(kept.ggr, kept.stake)),
        })),
    );
    const found = ofVendors(await run('top-games'));
    expect(without(found, 'game_name')).toEqual(expected);
    const names = new Map(PV_GAMES.map(({ game_id, game_name }) => [String(game_id), game_name]));
    for (const { game_id, game_name } of found.filter(({ source }) => source === 'pv')) {
      expect(game_name).toBe(names.get(String(game_id)));
    }
  });

  test('rtp-outliers: games of at least 100 bets that pay otherwise than their source', async () => {
    const expected = bySource().flatMap(([source, bets]) => {
      const whole = sumsOf(bets.filter(isKept));
      const source_rtp = ratio(whole.payout, whole.stake) ?? 0;
      return grouped(bets, ({ game }) => game)
        .filter(([, played]) => played.length >= 100)
        .map(([game_id, played]) => ({
          game_id,
          bets: played.length,
          kept: sumsOf(played.filter(isKept)),
        }))
        .map(({ game_id, bets: n, kept }) => ({
          source,
          game_id,
          bets: n,
          rtp: ratio(kept.payout, kept.stake) ?? 0,
        }))
        .filter(({ rtp }) => Math.abs(rtp - source_rtp) >= 0.2)
        .map((game) => ({ ...game, rtp: closeTo(game.rtp), source_rtp: closeTo(source_rtp) }));
    });
    expect(expected.length).toBeGreaterThan(3);
    const found = await run('rtp-outliers');
    const differences = found.map(({ difference }) => Math.abs(Number(difference)));
    expect(differences).toEqual(differences.toSorted((a, b) => b - a));
    const shown = without(found, 'account', 'currency', 'game_name', 'stake', 'ggr', 'difference');
    expect(shown).toHaveLength(expected.length);
    expect(shown).toEqual(expect.arrayContaining(expected));
  });

  test("hold-by-game-type: what is kept, by the vendor's own types", async () => {
    const types = new Map<string, string>([
      ...PV_GAMES.map((game) => [`pv ${game.game_id}`, game.game_type] as const),
      ...POP_GAMES.map((game) => [`pop ${game.ID}`, String(game.Type)] as const),
    ]);
    const typeOf = ({ source, game }: BookedBet) => types.get(`${source} ${game}`) ?? null;
    const expected = grouped(it.books, (bet) => `${bet.source} ${typeOf(bet)}`).map(([, bets]) => {
      const kept = sumsOf(bets.filter(isKept));
      return {
        source: bets[0]?.source,
        currency: currencyOf(bets),
        game_type: bets[0] ? typeOf(bets[0]) : null,
        games: new Set(bets.map(({ game }) => game)).size,
        bets: bets.length,
        ...printed(sumsOf(bets)),
        hold: closeTo(ratio(kept.ggr, kept.stake)),
      };
    });
    const found = ofVendors(await run('hold-by-game-type'));
    expect(found).toHaveLength(expected.length);
    expect(found).toEqual(expect.arrayContaining(expected));
  });

  test('tips: what each game brought its dealers, and who gave most', async () => {
    const tips = it.vendors.wm.tips(START, NOW);
    const expected = grouped(tips, ({ gid }) => gid)
      .map(([game_id, given]) => ({ game_id, given, all: sumOf(given.map(({ tip }) => tip)) }))
      .sort((a, b) => compare(b.all, a.all) || compare(a.game_id, b.game_id))
      .map(({ game_id, given, all }) => ({
        game_id,
        tips: given.length,
        tippers: new Set(given.map(({ user }) => user)).size,
        amount: formatAmount(all),
        largest: formatAmount(
          given
            .map(({ tip }) => tip)
            .sort(compare)
            .at(-1) ?? 0n,
        ),
      }));
    const found = await run('tips');
    expect(tips.length).toBeGreaterThan(20);
    expect(without(found, 'source', 'account', 'currency', 'game_name', 'largest_from')).toEqual(
      expected,
    );
    for (const { game_id, largest, largest_from } of found) {
      const givers = tips.filter((tip) => tip.gid === game_id && formatAmount(tip.tip) === largest);
      expect(givers.map(({ user }) => user)).toContain(largest_from);
    }
  });
});

describe('players', () => {
  test('whales: who staked most, and their share of all stakes', async () => {
    const expected = bySource().flatMap(([source, bets]) => {
      const total = sumsOf(bets).stake;
      return grouped(bets, ({ player }) => player)
        .map(([player_id, played]) => ({ player_id, sums: sumsOf(played) }))
        .sort((a, b) => compare(b.sums.stake, a.sums.stake) || compare(a.player_id, b.player_id))
        .slice(0, 10)
        .map(({ player_id, sums }, i) => ({
          source,
          account: source,
          currency: currencyOf(bets),
          player_id,
          bets: sums.bets,
          ...printed(sums),
          share_of_stake: closeTo(ratio(sums.stake, total)),
          place: i + 1,
        }));
    });
    expect(ofVendors(await run('whales'))).toEqual(expected);
  });

  test('net-winners: who won from us in seven closed days, and how much', async () => {
    const expected = grouped(
      it.books.filter(isInLastWeek),
      ({ source, player }) => `${source} ${player}`,
    )
      .map(([key, bets]) => ({ key, net: -sumsOf(bets).ggr }))
      .filter(({ net }) => net > 0n)
      .sort((a, b) => compare(b.net, a.net) || compare(a.key, b.key))
      .slice(0, 20)
      .map(({ key, net }) => `${key} ${formatAmount(net)}`);
    const found = await run('net-winners');
    expect(found.map((line) => `${line.source} ${line.player_id} ${line.net}`)).toEqual(expected);
  });

  test('first-bet-cohorts: who comes back how many days after the first bet, and what that brings', async () => {
    const dayNumber = ({ atMs }: BookedBet) => Math.floor(atMs / 86_400_000);
    const first = new Map<string, number>();
    const key = ({ source, player }: BookedBet) => `${source} ${player}`;
    for (const bet of it.books)
      first.set(key(bet), Math.min(first.get(key(bet)) ?? 1e9, dayNumber(bet)));
    const cohort = (bet: BookedBet) => first.get(key(bet)) ?? 0;
    const after = (bet: BookedBet) => dayNumber(bet) - cohort(bet);
    const expected = grouped(
      it.books.filter((bet) => after(bet) <= 7),
      (bet) => `${dayOf(cohort(bet) * 86_400_000)} ${bet.source} ${bet.currency} ${after(bet)}`,
    ).map(([group, bets]) => `${group} ${sumsOf(bets).players} ${formatAmount(sumsOf(bets).ggr)}`);
    const found = ofVendors(await run('first-bet-cohorts'));
    expect(found.map((line) => Object.values(line).join(' '))).toEqual(expected);
    expect(new Set(found.map((line) => line.cohort)).size).toBeGreaterThan(1);
  });

  test('new-players: how many came on each day, and what they have brought', async () => {
    const players = grouped(it.books, ({ source, player }) => `${source} ${player}`).map(
      ([, bets]) => ({
        source: bets[0]?.source ?? 'pv',
        day: dayOf(Math.min(...bets.map(({ atMs }) => atMs))),
        bets,
      }),
    );
    const expected = grouped(players, ({ day, source }) => `${day} ${source}`).map(
      ([group, came]) => {
        const { stake, ggr } = printed(sumsOf(came.flatMap(({ bets }) => bets)));
        return `${group} ${came.length} ${stake} ${ggr}`;
      },
    );
    const found = ofVendors(await run('new-players'));
    expect(
      found.map(
        (l) => `${l.first_day} ${l.source} ${l.new_players} ${l.stake_since} ${l.ggr_since}`,
      ),
    ).toEqual(expected);
  });
});
