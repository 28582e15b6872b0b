import { printAmount } from './amounts.ts';
import type { WmBet, WmSettlement, WmTip, WmTransfer } from './bet.ts';
import type { ZoneTime } from './zone-time.ts';

/** A row of a report; its values are strings, numbers included. */
export type WmRow = Record<string, string | number>;

/** How rows are written. */
export interface RowStyle {
  readonly zone: ZoneTime;
  /** The document says betid, the gateway sends betId. */
  readonly betIdKey: 'betId' | 'betid';
  /** `op_code` is an Integer in the document, though all else is text. */
  readonly opCodeAs: 'integer' | 'string';
}

/** A row of GetDateTimeReport (wm.txt, Get Date Time Report) in one of the bet's versions. */
export function betRow(style: RowStyle, bet: WmBet, version: WmSettlement): WmRow {
  return {
    user: bet.user,
    [style.betIdKey]: bet.betId,
    betTime: style.zone.print(bet.betMs),
    ...(bet.beforeCash === null ? {} : { beforeCash: printAmount(bet.beforeCash) }),
    bet: printAmount(bet.bet),
    validbet: printAmount(version.validbet),
    water: printAmount(version.water),
    result: printAmount(version.result),
    betCode: bet.betCode,
    betResult: bet.betResult,
    waterbet: printAmount(version.waterbet),
    winLoss: printAmount(version.winLoss),
    ip: bet.ip,
    ...placeOf(bet),
    commission: bet.commission,
    reset: version.reset ? 'Y' : 'N',
    settime: style.zone.print(version.settleMs),
    gameResult: version.gameResult,
    ...(bet.walletId === null
      ? {}
      : { betwalletid: `b${bet.walletId}`, resultwalletid: `r${bet.walletId}` }),
  };
}

/** A row of GetUnsettleReport (wm.txt): no outcome, and gameResult still empty. */
export function openBetRow(style: RowStyle, bet: WmBet): WmRow {
  return {
    user: bet.user,
    [style.betIdKey]: bet.betId,
    betTime: style.zone.print(bet.betMs),
    bet: printAmount(bet.bet),
    betResult: bet.betResult,
    ...placeOf(bet),
    gameResult: '',
    commission: bet.commission,
  };
}

/** A row of GetTipReport (wm.txt), also in GetDateTimeReport with datatype 1 and 2. */
export function tipRow(style: RowStyle, tip: WmTip): WmRow {
  return {
    username: tip.user,
    betId: tip.betId,
    Id: tip.id,
    betTime: style.zone.print(tip.betMs),
    Tip: printAmount(tip.tip),
    betResult: 'Tip_1_',
    winLoss: printAmount(-tip.tip),
    ip: tip.ip,
    ...placeOf(tip),
  };
}

/** A row of GetMemberTradeReport (wm.txt). */
export function transferRow(style: RowStyle, transfer: WmTransfer): WmRow {
  const { opCode } = transfer;
  return {
    orderid: transfer.orderId,
    addtime: style.zone.print(transfer.addMs),
    money: printAmount(transfer.money),
    op_code: style.opCodeAs === 'integer' ? opCode : String(opCode),
    subtotal: printAmount(transfer.subtotal),
    ordernum: transfer.orderNum,
    user: transfer.user,
  };
}

type Place = Pick<WmTip, 'gid' | 'gname' | 'event' | 'eventChild' | 'tableId'>;

function placeOf({ gid, gname, event, eventChild, tableId }: Place): WmRow {
  // Twice, since `event` was a reserved word for somebody (wm.txt, revision of 2018/04/09).
  return { gid, event, eventChild, round: event, subround: eventChild, tableId, gname };
}
