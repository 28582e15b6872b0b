/** WM's rows (wm.txt): strings become exact amounts, local times become UTC, doubled names become one. */
import { Refusal } from '../../contract/errors.ts';
import type { Account } from '../../contract/vendor.ts';
import { type Amount, amountFromDecimal, fitting } from '../../transform/money.ts';
import { microsFromLocal } from '../../transform/time.ts';
import type { WmBet, WmOpenBet, WmTip } from './schemas.ts';

export function wmBetToRow(bet: WmBet, account: Account) {
  const stake = stakeOf(bet.bet, 'bet');
  const net = amountFromDecimal(bet.winLoss, 'winLoss');
  fitting(stake + net, 'winLoss'); // the payout
  return {
    ...placeOf(bet),
    bet_id: betIdOf(bet),
    user: bet.user,
    bet_time: localTime(bet.betTime, account, 'betTime'),
    before_cash: optionalAmount(bet.beforeCash, 'beforeCash'),
    bet: stake,
    validbet: amountFromDecimal(bet.validbet, 'validbet'),
    water: amountFromDecimal(bet.water, 'water'),
    result: bet.result ?? null, // its exact meaning is unsure: kept, never computed with
    bet_code: bet.betCode ?? null,
    bet_result: bet.betResult ?? null,
    waterbet: optionalAmount(bet.waterbet, 'waterbet'),
    win_loss: net,
    ip: bet.ip ?? null,
    game_result: bet.gameResult ?? null,
    commission: bet.commission ?? null,
    reset: bet.reset ?? null,
    settime: bet.settime ? localTime(bet.settime, account, 'settime') : null,
    slot_game_id: bet.slotGameId ?? null,
  };
}

export function wmTipToRow(tip: WmTip, account: Account) {
  return {
    ...placeOf(tip),
    bet_id: betIdOf(tip),
    id: tip.Id ?? null,
    username: tip.username,
    bet_time: localTime(tip.betTime, account, 'betTime'),
    tip: stakeOf(tip.Tip, 'Tip'),
    bet_result: tip.betResult ?? null,
    win_loss: optionalAmount(tip.winLoss, 'winLoss'),
    ip: tip.ip ?? null,
  };
}

export function wmOpenBetToRow(bet: WmOpenBet, account: Account) {
  return {
    ...placeOf(bet),
    bet_id: betIdOf(bet),
    user: bet.user,
    bet_time: localTime(bet.betTime, account, 'betTime'),
    bet: stakeOf(bet.bet, 'bet'),
    bet_result: bet.betResult ?? null,
    game_result: bet.gameResult ?? null,
    commission: bet.commission ?? null,
  };
}

type Place = Pick<
  WmTip,
  'gid' | 'gname' | 'event' | 'round' | 'eventChild' | 'subround' | 'tableId'
>;

/** event and round, eventChild and subround are the same thing twice (wm.txt, 2018/04/09). */
function placeOf({ gid, gname, event, round, eventChild, subround, tableId }: Place) {
  return {
    gid,
    gname: gname ?? null,
    event: event ?? round ?? null,
    event_child: eventChild ?? subround ?? null,
    table_id: tableId ?? null,
  };
}

function betIdOf({ betId, betid }: Pick<WmTip, 'betId' | 'betid'>): string {
  const id = betId || betid;
  if (!id) throw new Refusal('betId', 'missing');
  return id;
}

function localTime(text: string, { settings }: Account, field: string): bigint {
  return microsFromLocal(text, settings.timezone ?? '+08:00', field);
}

function stakeOf(text: string, field: string): Amount {
  const amount = amountFromDecimal(text, field);
  if (amount < 0n) throw new Refusal(field, 'below zero');
  return amount;
}

function optionalAmount(text: string | null | undefined, field: string): Amount | null {
  return text === null || text === undefined ? null : amountFromDecimal(text, field);
}
