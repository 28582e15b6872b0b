import type { z } from 'zod';
import { bonusSummary } from './bonuses.ts';
import { isSlots } from './games.ts';
import {
  gamesGameHistory,
  gamesGameSummary,
  gamesUserHistory,
  gamesUserSummary,
} from './games-reports.ts';
import { historyBody } from './history.ts';
import {
  bonusParameters,
  detailUrlParameters,
  gameHistoryParameters,
  gameSummaryParameters,
  historyParameters,
  noParameters,
  rangeParameters,
  userHistoryParameters,
  userSummaryParameters,
} from './parameters.ts';
import { checkParameters, ParameterError } from './rules.ts';
import { slotsGameSummary, slotsUserHistory, slotsUserSummary } from './slots-reports.ts';
import { stageSummary } from './stage-summary.ts';
import { responseBody, type VendorState } from './vendor-state.ts';

/** Checks `data` and gives the body of the answer. */
export type Endpoint = (state: VendorState, data: unknown) => string | Buffer;

/** Every address of pv.txt and what answers there. */
export const ENDPOINTS: ReadonlyMap<string, Endpoint> = new Map([
  ['/api/all/list', endpoint(noParameters, listGames)],
  [
    '/api/all/stage/summary',
    endpoint(rangeParameters, (state, p) => stageSummary(state, p.time_start, p.time_end)),
  ],
  [
    '/api/all/history',
    (state, data) => historyBody(state, checkParameters(historyParameters, data)),
  ],
  ['/api/all/bonus/summary', endpoint(bonusParameters, ownBonusSummary)],
  ['/api/games/user/history', endpoint(userHistoryParameters, gamesUserHistory)],
  ['/api/games/game/history', endpoint(gameHistoryParameters, gamesGameHistory)],
  ['/api/games/user/stage/summary', endpoint(userSummaryParameters, gamesUserSummary)],
  ['/api/games/game/stage/summary', endpoint(gameSummaryParameters, gamesGameSummary)],
  ['/api/slots/user/history', endpoint(userHistoryParameters, slotsUserHistory)],
  ['/api/slots/user/stage/summary', endpoint(userSummaryParameters, slotsUserSummary)],
  ['/api/slots/game/stage/summary', endpoint(rangeParameters, slotsGameSummary)],
  ['/api/slots/detail/url', endpoint(detailUrlParameters, detailUrl)],
]);

function endpoint<S extends z.ZodType>(
  parameters: S,
  answer: (state: VendorState, wanted: z.output<S>) => unknown,
): Endpoint {
  return (state, data) => responseBody(200, '', answer(state, checkParameters(parameters, data)));
}

// 1.1
function listGames(state: VendorState) {
  return state.plan.games.map((game) => ({
    ...game,
    resource_url: `https://img.example/pv/${game.game_id}.png`,
    resource_with_name_url: `https://img.example/pv/${game.game_id}-name.png`,
  }));
}

// 1.4: the document allows subordinate merchants too; this one has none.
function ownBonusSummary(state: VendorState, wanted: z.output<typeof bonusParameters>) {
  if (wanted.mch_id !== state.mchId) throw new ParameterError('mch_id unknown');
  return bonusSummary(state.plan, state.nowSec(), wanted);
}

// 3.4: answers for any round of a slots game; whether it must exist the document does not say.
function detailUrl(state: VendorState, wanted: z.output<typeof detailUrlParameters>) {
  if (!isSlots(state.plan.games, wanted.game_id)) {
    throw new ParameterError('game_id is no Slots game');
  }
  const { game_id, draw_id } = wanted;
  return { url: `https://detail.example/pv/${game_id}/${encodeURIComponent(draw_id)}` };
}
