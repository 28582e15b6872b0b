import { hashOf } from '../random.ts';
import type { TimeRange } from './bet-store.ts';
import { WmRefusal } from './errors.ts';
import type { WmCommandName } from './misbehaviour.ts';
import { choiceOf, dayOf, dayRange, secondRange, type WmParameters } from './parameters.ts';
import { openBetRow, tipRow, transferRow, type WmRow } from './rows.ts';
import type { WmState } from './vendor-state.ts';
import { betRows, malform } from './versions.ts';

const HOUR_MS = 3_600_000;

/** A report that was asked for rightly, ready to be read. */
export interface PreparedReport {
  readonly range: TimeRange;
  rows(): unknown[];
}

/** A value at once, or a report, which the rate rule is for. */
export type PreparedAnswer = { readonly value: string | bigint } | PreparedReport;

/** Reads a command's parameters; throws a WmRefusal where they are wrong. */
export type WmCommand = (state: WmState, parameters: WmParameters) => PreparedAnswer;

/** Every command, by the name in `cmd`. */
export const COMMANDS: Readonly<Record<WmCommandName, WmCommand>> = {
  Hello: () => ({ value: 'HELLO' }),
  GetAgentBalance: () => ({ value: 10_000_000_000n }),
  GetBalance(state, parameters) {
    const user = neededUser(state, parameters);
    const hour = Math.floor(state.nowMs() / HOUR_MS);
    return { value: BigInt(hashOf(state.seed, 'balance', user, hour) % 50_000_000) };
  },
  GetMemberTradeReport: tradeReport,
  GetDateTimeReport: dateTimeReport,
  GetTipReport(state, parameters) {
    const user = optionalUser(state, parameters);
    const range = dayRange(parameters, state.style.zone, state.maxTipDays);
    return { range, rows: () => tipRows(state, range, { user }) };
  },
  GetUnsettleReport(state, parameters) {
    const range = dayOf(parameters, state.style.zone);
    return { range, rows: () => openRows(state, range) };
  },
};

function tradeReport(state: WmState, parameters: WmParameters): PreparedReport {
  const user = neededUser(state, parameters);
  const timed = parameters.has('startTime') || parameters.has('endTime');
  const now = state.nowMs();
  // "if you don't input startTime & endTime, it can only search ... within an hour"
  const range = timed
    ? secondRange(parameters, state.style.zone, now)
    : { fromMs: now - HOUR_MS, toMs: now + 1 };
  const [orderId, orderNum] = [parameters.get('orderid'), parameters.get('order')];
  const rows = (): WmRow[] =>
    state.store
      .transfers(user, range)
      .filter((transfer) => orderId === undefined || transfer.orderId === orderId)
      .filter((transfer) => orderNum === undefined || transfer.orderNum === orderNum)
      .map((transfer) => transferRow(state.style, transfer));
  return { range, rows };
}

function dateTimeReport(state: WmState, parameters: WmParameters): PreparedReport {
  const user = optionalUser(state, parameters);
  const range = secondRange(parameters, state.style.zone, state.nowMs());
  const byUpdate = choiceOf(parameters.get('timetype'), ['0', '1']) === '1';
  const datatype = choiceOf(parameters.get('datatype'), ['0', '1', '2']);
  const wanted = { user, event: parameters.get('gameno1'), eventChild: parameters.get('gameno2') };
  const rows = (): unknown[] => [
    ...(datatype === '1' ? [] : betRows(state, range, { ...wanted, byUpdate })),
    // A tip is never judged again: its update time is its time.
    ...(datatype === '0' ? [] : tipRows(state, range, wanted)),
  ];
  return { range, rows };
}

interface TipFilter {
  readonly user: string | undefined;
  readonly event?: string | undefined;
  readonly eventChild?: string | undefined;
}

function tipRows(
  state: WmState,
  range: TimeRange,
  { user, event, eventChild }: TipFilter,
): unknown[] {
  return state.store
    .tips(range)
    .filter((tip) => user === undefined || tip.user === user)
    .filter((tip) => event === undefined || tip.event === event)
    .filter((tip) => eventChild === undefined || tip.eventChild === eventChild)
    .map((tip) => malform(state, tip.betId, tipRow(state.style, tip)));
}

function openRows(state: WmState, range: TimeRange): unknown[] {
  return state.store
    .betsByTime(range)
    .filter((bet) => state.store.versionsOf(bet).length === 0)
    .map((bet) => malform(state, bet.betId, openBetRow(state.style, bet)));
}

function optionalUser(state: WmState, parameters: WmParameters): string | undefined {
  const user = parameters.get('user');
  if (user !== undefined && !state.store.users.includes(user)) throw new WmRefusal(10501);
  if (user !== undefined && state.misbehave.disabled.has(user)) throw new WmRefusal(10505);
  return user;
}

function neededUser(state: WmState, parameters: WmParameters): string {
  const user = optionalUser(state, parameters);
  if (user === undefined) throw new WmRefusal(10502);
  return user;
}
