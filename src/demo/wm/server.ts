import type { DemoRequest, FaultPlan } from '../faults.ts';
import { startDemoServer } from '../http-server.ts';
import {
  completeBet,
  completeTip,
  type WmBet,
  type WmBetInput,
  type WmSettledBet,
  type WmTip,
  type WmTipInput,
  type WmTransfer,
} from './bet.ts';
import { createStore, type WmStore } from './bet-store.ts';
import { answerGateway, GATEWAY_PATH, type GatewayState } from './gateway.ts';
import type { WmPlan } from './hours.ts';
import {
  createMisbehaviour,
  type WmCommandName,
  type WmEmptyResult,
  type WmMisbehaviour,
} from './misbehaviour.ts';
import { createRateRule, utilisationOf, type WmCall } from './rate-rule.ts';
import { type ZoneTime, zoneTimeOf } from './zone-time.ts';

/** How a bundled WM vendor is set up; everything has a default. */
export interface WmVendorOptions {
  /** 0, the default, takes any free port of 127.0.0.1. */
  port?: number;
  seed?: number;
  vendorId?: string;
  signature?: string;
  /** The first generated bet, epoch ms (2025-03-01T00:00:00Z). */
  from?: number;
  /** Epoch ms, Date.now by default. */
  now?: () => number;
  /** How far the vendor's clock is ahead of `now`, in ms. */
  clockOffsetMs?: number;
  /** The vendor's zone, minutes ahead of UTC (480). */
  zoneOffsetMinutes?: number;
  /** Its clock in full, in place of an offset. */
  zone?: ZoneTime;
  /** The average (300); 0 leaves only what is given below. */
  betsPerDay?: number;
  /** The average (a fiftieth of betsPerDay). */
  tipsPerDay?: number;
  /** The average of each player (1, or 0 without bets). */
  transfersPerDay?: number;
  /** How many players (20), and what their names begin with (`opx_u`). */
  players?: number;
  userPrefix?: string;
  /** The share (0 to 1) of rounds that are judged again hours to days later (0.01). */
  resettledShare?: number;
  /** Rounds are judged again until then, epoch ms (for ever). */
  resettledUntil?: number;
  /** Bets, tips and transfers given beside the generated ones; their players exist too. */
  extraBets?: readonly WmBetInput[];
  extraTips?: readonly WmTipInput[];
  extraTransfers?: readonly WmTransfer[];
  /** The wait after an answer with rows (30 s) and after 107 (10 s). */
  intervalMs?: number;
  emptyIntervalMs?: number;
  betIdKey?: 'betId' | 'betid';
  opCodeAs?: 'integer' | 'string';
  emptyResult?: WmEmptyResult;
  /** How many days GetTipReport may span (1). */
  maxTipDays?: number;
}

/** A running WM vendor. Ranges are half-open epoch ms; what they give is what is visible now. */
export interface WmVendor {
  /** The whole address of the gateway. */
  readonly url: string;
  readonly vendorId: string;
  readonly signature: string;
  /** Every request received, those that met a fault too. */
  readonly requests: DemoRequest[];
  /** How many calls came too early (10411, 10418). */
  readonly refusals: number;
  /** Every known command that was called rightly signed, in order. */
  readonly calls: readonly WmCall[];
  readonly faults: FaultPlan;
  readonly misbehave: WmMisbehaviour;
  readonly users: readonly string[];
  /** How fully a report's rate was used, 0 to 1. */
  utilisation(command: WmCommandName): number;
  /** Settled bets by bet time, in their newest version. */
  bets(fromMs: number, toMs: number): WmSettledBet[];
  /** Bets by bet time that have no outcome yet. */
  openBets(fromMs: number, toMs: number): WmBet[];
  tips(fromMs: number, toMs: number): WmTip[];
  transfers(user: string, fromMs: number, toMs: number): WmTransfer[];
  close(): Promise<void>;
}

/** Starts a WM vendor that answers as wm.txt says, until told to misbehave. */
export async function startWmVendor(options: WmVendorOptions = {}): Promise<WmVendor> {
  const calls: WmCall[] = [];
  const closing = Promise.withResolvers<void>();
  const state = stateOf(options, calls, closing.promise);
  const { store, misbehave, vendorId, signature } = state;
  const server = await startDemoServer({
    port: options.port ?? 0,
    now: state.nowMs,
    handle: (request) => answerGateway(state, request),
  });
  return {
    url: server.url + GATEWAY_PATH,
    vendorId,
    signature,
    requests: server.requests,
    get refusals() {
      return calls.filter(({ errorCode }) => errorCode === 10411 || errorCode === 10418).length;
    },
    calls,
    faults: server.faults,
    misbehave,
    users: store.users,
    utilisation: (command) => utilisationOf(calls, command),
    bets: (fromMs, toMs) => settledBets(store, fromMs, toMs),
    openBets: (fromMs, toMs) =>
      store.betsByTime({ fromMs, toMs }).filter((bet) => store.versionsOf(bet).length === 0),
    tips: (fromMs, toMs) => store.tips({ fromMs, toMs }),
    transfers: (user, fromMs, toMs) => store.transfers(user, { fromMs, toMs }),
    async close() {
      await server.close();
      closing.resolve();
    },
  };
}

function settledBets(store: WmStore, fromMs: number, toMs: number): WmSettledBet[] {
  return store.betsByTime({ fromMs, toMs }).flatMap((bet) => {
    const newest = store.versionsOf(bet).at(-1);
    return newest === undefined ? [] : [{ ...bet, ...newest }];
  });
}

function stateOf(options: WmVendorOptions, calls: WmCall[], closed: Promise<void>): GatewayState {
  const { now = Date.now, emptyResult = 'rotate', clockOffsetMs = 0 } = options;
  const plan = planOf(options);
  const nowMs = (): number => now() + misbehave.clockOffsetMs;
  const store = createStore({
    plan,
    bets: (options.extraBets ?? []).map(completeBet),
    tips: (options.extraTips ?? []).map(completeTip),
    transfers: options.extraTransfers ?? [],
    nowMs,
  });
  const { resettle } = store;
  const misbehave = createMisbehaviour({ emptyResult, clockOffsetMs, resettle });
  const { intervalMs = 30_000, emptyIntervalMs = 10_000 } = options;
  return {
    store,
    misbehave,
    style: {
      zone: options.zone ?? zoneTimeOf(options.zoneOffsetMinutes ?? 480),
      betIdKey: options.betIdKey ?? 'betId',
      opCodeAs: options.opCodeAs ?? 'integer',
    },
    seed: plan.seed,
    maxTipDays: options.maxTipDays ?? 1,
    nowMs,
    wallMs: now,
    vendorId: options.vendorId ?? 'demowm',
    signature: options.signature ?? 'wm-demo-signature',
    rate: createRateRule({ intervalMs, emptyIntervalMs }),
    log: (call) => calls.push(call),
    closed,
  };
}

function planOf(options: WmVendorOptions): WmPlan {
  const { players = 20, userPrefix = 'opx_u', betsPerDay = 300 } = options;
  return {
    seed: options.seed ?? 1,
    fromMs: options.from ?? Date.UTC(2025, 2, 1),
    users: Array.from({ length: players }, (_, index) => `${userPrefix}${index + 1}`),
    betsPerDay,
    tipsPerDay: options.tipsPerDay ?? betsPerDay / 50,
    transfersPerDay: options.transfersPerDay ?? (betsPerDay > 0 ? 1 : 0),
    resettledShare: options.resettledShare ?? 0.01,
    resettledUntilMs: options.resettledUntil ?? Number.POSITIVE_INFINITY,
  };
}
