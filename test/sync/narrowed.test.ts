/** A difference is narrowed to game and player, where the vendor's totals of those were pulled. */
import { expect, test } from 'vitest';
import { reconcileDocument } from '../../src/cli/commands/reconcile-report.ts';
import { at, openEngine } from '../support/engine.ts';

const HOUR = '2025-03-03T10:00:00';

test("a lost bet is narrowed to its game and its player by the vendor's totals of its day, and where none were pulled to none", async () => {
  const engine = await openEngine({
    start: '2025-03-03',
    now: '2025-03-04T03:00:00',
    vendor: { betsPerHour: 4, players: 6 },
  });
  await engine.sync('pv.bets', 'pv.games');
  await engine.sync('pv.game_totals', 'pv.player_totals');
  const from = at(HOUR) / 1000;
  const [bet] = engine.vendor.bets(from, from + 3600);
  if (!bet) throw new Error('no bet');
  await engine.rows(`delete from pv.bets where event_id = '${bet.event_id}'`);
  const found = async () => {
    const range = { start: at(HOUR), end: at(HOUR) + 3_600_000 };
    return reconcileDocument(await engine.reconcile({ range })).streams[0]?.differences[0];
  };
  const figures = {
    stake: (Number(bet.bet_amount) / 1000).toFixed(4),
    ggr: (-Number(bet.gain_amount) / 1000).toFixed(4),
  };
  const difference = await found();
  expect(difference?.narrowed).toEqual([
    { stream: 'pv.game_totals', what: 'game', id: String(bet.game_id), bets: 1, ...figures },
    {
      stream: 'pv.player_totals',
      what: 'player',
      id: String(bet.user_id),
      // PV counts no bets of a player outside of slots
      bets: expect.toSatisfy((bets) => bets === null || bets === 1),
      ...figures,
    },
  ]);
  const reason = await engine.value(
    `select reason from sync.checks where verdict = 'differs' and window_start = '${HOUR.replace('T', ' ')}'`,
  );
  expect(reason).toContain('the vendor counts 1 bets more');
  expect(reason).toContain(`game ${bet.game_id} by 1 bets, stake ${figures.stake}`);
  expect(reason).toContain(`player ${bet.user_id} by`);

  await engine.rows(`delete from sync.windows where stream like 'pv.%_totals'`);
  expect(await found()).toMatchObject({ narrowed: [], difference_count: 1 });
});
