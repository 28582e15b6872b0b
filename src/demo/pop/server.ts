import type { DemoRequest, FaultPlan } from '../faults.ts';
import { startDemoServer } from '../http-server.ts';
import type { PopBet, PopBetInput } from './bet.ts';
import { createStore } from './bet-store.ts';
import { POP_GAMES, type PopGame, type PopGameListShape } from './games.ts';
import { answerRequest, type GatewayState } from './gateway.ts';
import { createIds, FIRST_ID_MS, type PopIdFormat } from './ids.ts';
import { createMisbehaviour, type PopMisbehaviour } from './misbehaviour.ts';
import { ordersBetween, type PopOrder } from './orders.ts';
import { type PopTally, type PopTallyKey, tallyBy, tallyOf } from './tally.ts';
import type { PopColumnOrder } from './vendor-state.ts';

/** How a bundled POP vendor is set up; everything has a default. */
export interface PopVendorOptions {
  /** 0, the default, takes any free port of 127.0.0.1. */
  port?: number;
  seed?: number;
  appId?: string;
  appSecret?: string;
  /** The first generated bet, epoch ms (2025-03-01T00:00:00Z), not before June 2018. */
  from?: number;
  /** Epoch ms, Date.now by default. */
  now?: () => number;
  /** How far the vendor's clock is ahead of `now`, in ms. */
  clockOffsetMs?: number;
  /** The average over a day (60); 0 leaves only what is given. */
  betsPerHour?: number;
  /** How many players (20), what their names begin with (`pop_u`) and the first one's Pid. */
  players?: number;
  userPrefix?: string;
  firstPid?: bigint;
  games?: readonly PopGame[];
  /** How IDs look (decimal). */
  ids?: PopIdFormat;
  /** The order of Title (document). */
  columns?: PopColumnOrder;
  /** How `game/list` answers (List). */
  gameListShape?: PopGameListShape;
  /** How InsertTime is written, minutes ahead of UTC (0, 420 and 480). */
  offsetsMinutes?: readonly number[];
  /** By how much at most InsertTime is before the row's place in the record, ms (0). */
  disorderMs?: number;
  /** Whether the vendor adds its amounts as floats (true). */
  floatNoise?: boolean;
  ordersPerDay?: number;
  /** Bets given beside the generated ones; their players exist too. */
  extraBets?: readonly PopBetInput[];
  /** See PopMisbehaviour (0 and no). */
  minIntervalMs?: number;
  codeAbsent?: PopMisbehaviour['codeAbsent'];
}

/**
 * A running POP vendor. Ranges are half-open epoch ms of InsertTime; what they give is what is
 * visible now. Amounts: 1/10000.
 */
export interface PopVendor {
  /** The base to which `/api/...` is added. */
  readonly url: string;
  readonly appId: string;
  readonly appSecret: string;
  /** Every request received, those that met a fault too. */
  readonly requests: DemoRequest[];
  /** The most requests that were ever in work at the same moment. */
  readonly peakInFlight: number;
  /** How many calls came too early (1019). */
  readonly refusals: number;
  readonly faults: FaultPlan;
  readonly misbehave: PopMisbehaviour;
  readonly users: readonly string[];
  /** In the order of the record. */
  bets(fromMs: number, toMs: number): PopBet[];
  sums(fromMs: number, toMs: number): PopTally;
  sumsBy(key: PopTallyKey, fromMs: number, toMs: number): Map<string, PopTally>;
  orders(fromMs: number, toMs: number): PopOrder[];
  /**
   * Writes a bet down, at the end of the record unless recordedMs says otherwise: an earlier one
   * puts it behind cursors that are past it. insertedMs alone makes it late.
   */
  append(input?: Partial<PopBetInput>): PopBet;
  close(): Promise<void>;
}

/** Starts a POP vendor that answers as pop.txt says, until told to misbehave. */
export async function startPopVendor(options: PopVendorOptions = {}): Promise<PopVendor> {
  const closing = Promise.withResolvers<void>();
  const state = stateOf(options, closing.promise);
  const { store, misbehave, plan, nowMs } = state;
  for (const bet of options.extraBets ?? []) store.append(bet);
  const bets = (fromMs: number, toMs: number): PopBet[] => store.between({ fromMs, toMs });
  const server = await startDemoServer({
    port: options.port ?? 0,
    now: nowMs,
    handle: (request) => answerRequest(state, request),
  });
  return {
    url: server.url,
    appId: state.appId,
    appSecret: state.appSecret,
    requests: server.requests,
    get peakInFlight() {
      return server.peakInFlight;
    },
    get refusals() {
      return state.counts.tooFrequent;
    },
    faults: server.faults,
    misbehave,
    users: plan.players.map(({ userId }) => userId),
    bets,
    sums: (fromMs, toMs) => tallyOf(bets(fromMs, toMs)),
    sumsBy: (key, fromMs, toMs) => tallyBy(bets(fromMs, toMs), key),
    orders: (fromMs, toMs) =>
      ordersBetween(plan, { fromMs, toMs: Math.min(toMs, Math.floor(nowMs()) + 1) }),
    append: (input = {}) => store.append({ recordedMs: Math.floor(nowMs()), ...input }),
    async close() {
      await server.close();
      closing.resolve();
    },
  };
}

function stateOf(options: PopVendorOptions, closed: Promise<void>): GatewayState {
  const { now = Date.now, appId = 'demopop', minIntervalMs = 0, codeAbsent = 'no' } = options;
  const misbehave = createMisbehaviour({
    minIntervalMs,
    codeAbsent,
    clockOffsetMs: options.clockOffsetMs ?? 0,
  });
  const nowMs = (): number => now() + misbehave.clockOffsetMs;
  const plan = planOf(options);
  return {
    plan,
    store: createStore({ plan, misbehave, nowMs }),
    misbehave,
    style: { appId, floatNoise: options.floatNoise ?? true },
    columns: options.columns ?? 'document',
    gameListShape: options.gameListShape ?? 'List',
    nowMs,
    wallMs: now,
    appId,
    appSecret: options.appSecret ?? 'pop-demo-secret',
    acceptedMs: new Map(),
    counts: { successes: 0, tooFrequent: 0 },
    closed,
  };
}

function planOf(options: PopVendorOptions): GatewayState['plan'] {
  const { players = 20, userPrefix = 'pop_u', seed = 1 } = options;
  // Beyond what a JavaScript number holds exactly.
  const { firstPid = 910_000_000_000_000_001n, from = Date.UTC(2025, 2, 1) } = options;
  if (from < FIRST_ID_MS) throw new RangeError(`too early for an ID of 19 digits: ${from}`);
  return {
    seed,
    fromMs: from,
    betsPerHour: options.betsPerHour ?? 60,
    players: Array.from({ length: players }, (_, index) => ({
      userId: `${userPrefix}${index + 1}`,
      pid: firstPid + BigInt(index),
    })),
    games: options.games ?? POP_GAMES,
    offsetsMinutes: options.offsetsMinutes ?? [0, 420, 480],
    disorderMs: options.disorderMs ?? 0,
    ids: createIds(options.ids ?? 'decimal', seed),
    ordersPerDay: options.ordersPerDay ?? 10,
  };
}
