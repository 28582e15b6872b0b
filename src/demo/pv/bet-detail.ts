import { randomOf } from '../random.ts';
import type { GamesDetail, PvBetRecord, SlotsDetail } from './bet-record.ts';
import type { PvGame } from './games.ts';

const FEATURES = [0, 0, 0, 0, 0, 0, 0, 1, 2, 3];

/**
 * The further fields of a slots bet (pv.txt 3.1), always the same for the same event_id.
 * `extra_business` does not add up to the payout: it does not in the document's own sample either.
 */
export function slotsDetailOf(seed: number, bet: PvBetRecord): SlotsDetail {
  const random = randomOf(seed, 'slots-detail', bet.event_id);
  const feature = random.pick(FEATURES);
  const stake = Number(bet.bet_amount);
  const part = (): number => random.int(0, 20) * Math.floor(stake / 10);
  return {
    currency: '$',
    feature,
    extra_business: {
      // 0 normal, 1 free game, 2 bonus: the document knows no award type for a jackpot.
      award_type: feature === 3 ? 0 : feature,
      base_amount: part(),
      free_amount: feature === 1 ? part() : 0,
      bonus_amount: feature === 2 ? part() : 0,
      jackpot_amount: feature === 3 ? part() * 10 : 0,
      extra_spins: feature === 1 ? random.int(5, 15) : 0,
    },
    is_buy: feature === 1 && random.next() < 0.3,
  };
}

/** The further fields of a bet in a game of section 2 (pv.txt 2.1), same rule. */
export function gamesDetailOf(seed: number, bet: PvBetRecord, game?: PvGame): GamesDetail {
  const random = randomOf(seed, 'games-detail', bet.event_id);
  const areas = (): number[] => Array.from({ length: random.int(1, 3) }, () => random.int(0, 156));
  const crash = game?.game_type === 'Crypto';
  return {
    bet_areas: areas(),
    win_areas: crash ? [] : areas(),
    // The result belongs to the round, not to the player.
    game_result: randomOf(seed, 'result', bet.game_id, bet.draw_id).int(0, 36),
    award_odds: crash ? random.int(100, 5000) / 100 : null,
  };
}
