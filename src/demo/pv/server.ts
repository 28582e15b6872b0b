import { type DemoAnswer, type DemoRequest, type FaultPlan, htmlAnswer } from '../faults.ts';
import { startDemoServer } from '../http-server.ts';
import { createLru } from '../lru.ts';
import type { PvBetRecord, PvClock } from './bet-record.ts';
import { createBetStore } from './bet-store.ts';
import { ENDPOINTS } from './endpoints.ts';
import { PV_GAMES, type PvGame } from './games.ts';
import { historyBody } from './history.ts';
import { createMisbehaviour, type PvMisbehaviour } from './misbehaviour.ts';
import { ParameterError, readEnvelope } from './rules.ts';
import type { PvTally } from './tally.ts';
import { responseBody, type VendorState } from './vendor-state.ts';

/** How a bundled PV vendor is set up; everything has a default. */
export interface PvVendorOptions {
  /** 0, the default, takes any free port of 127.0.0.1. */
  port?: number;
  seed?: number;
  mchId?: number;
  key?: string;
  /** The first bet: an ISO instant or epoch seconds (2025-03-01T00:00:00Z). */
  from?: string | number;
  /** Epoch ms, Date.now by default. */
  now?: () => number;
  /** How far the vendor's clock is ahead of `now`, in ms. */
  clockOffsetMs?: number;
  /** Its answers have no Date header. */
  hidesClock?: boolean;
  /** The average over a day (150); 0 leaves only `extraBets`. */
  betsPerHour?: number;
  players?: number;
  games?: readonly PvGame[];
  /** By which time of a bet windows filter (end_at). */
  clock?: PvClock;
  /** Bets given in full, beside the generated ones. */
  extraBets?: readonly PvBetRecord[];
  /** How far a request's ts may be from the vendor's clock (300); pv.txt sets no limit. */
  maxTsSkewSeconds?: number;
  /** The bound of the cache of rendered history pages (256 MiB). */
  pageCacheBytes?: number;
}

/** A running PV vendor. */
export interface PvVendor {
  readonly url: string;
  readonly mchId: number;
  readonly key: string;
  /** Every request received. */
  readonly requests: DemoRequest[];
  /** The most requests that were ever in work at the same moment. */
  readonly peakInFlight: number;
  readonly faults: FaultPlan;
  readonly misbehave: PvMisbehaviour;
  /** The truth as visible now: bets whose clock lies in [fromSec, toSec), in history order. */
  bets(fromSec: number, toSec: number): readonly PvBetRecord[];
  /** Their sums, in li. */
  summary(fromSec: number, toSec: number): PvTally;
  /** Renders the 2,000-row pages of so many hours from the first bet on, and adds them up, for benchmarks. */
  renderAhead(hours: number): void;
  close(): Promise<void>;
}

/** The vendor's own failure: HTTP 200, code 500 (pv.txt 5); for an `answer` fault. */
export const PV_INTERNAL_ERROR = responseBody(500, 'Internal Error', {});

/** Starts a PV vendor that answers as pv.txt says, until told to misbehave. */
export async function startPvVendor(options: PvVendorOptions = {}): Promise<PvVendor> {
  const { mchId = 101, key = 'pv-demo-key', now = Date.now, clockOffsetMs = 0 } = options;
  const state = stateOf(options, mchId, () => (now() + clockOffsetMs) / 1000);
  const { store, misbehave, nowSec } = state;
  const { maxTsSkewSeconds = 300 } = options;
  const server = await startDemoServer({
    port: options.port ?? 0,
    now,
    clockOffsetMs,
    hidesClock: options.hidesClock ?? false,
    handle: (request) => answer(request, state, { mchId, key, nowSec: nowSec(), maxTsSkewSeconds }),
  });
  return {
    url: server.url,
    mchId,
    key,
    requests: server.requests,
    get peakInFlight() {
      return server.peakInFlight;
    },
    faults: server.faults,
    misbehave,
    bets: store.between,
    summary: store.tally,
    renderAhead: (hours) => renderAhead(state, hours),
    close: server.close,
  };
}

function stateOf(options: PvVendorOptions, mchId: number, nowSec: () => number): VendorState {
  const misbehave = createMisbehaviour();
  const plan = {
    seed: options.seed ?? 1,
    betsPerHour: options.betsPerHour ?? 150,
    players: options.players ?? 40,
    games: options.games ?? PV_GAMES,
    fromSec: secondsOf(options.from ?? '2025-03-01T00:00:00Z'),
    clock: options.clock ?? 'end_at',
  };
  const store = createBetStore({ plan, extraBets: options.extraBets ?? [], misbehave, nowSec });
  const pages = createLru<string, Buffer>(options.pageCacheBytes ?? 256 * 1024 * 1024);
  return { mchId, plan, store, misbehave, pages, nowSec };
}

function renderAhead(state: VendorState, hours: number): void {
  const firstHour = Math.floor(state.plan.fromSec / 3600) * 3600;
  for (let time_start = firstHour; time_start < firstHour + hours * 3600; time_start += 3600) {
    const window = { time_start, time_end: time_start + 3600 };
    state.store.tally(time_start, window.time_end);
    const pages = Math.ceil(state.store.between(time_start, window.time_end).length / 2000);
    for (let page = 1; page <= Math.max(1, pages); page += 1) {
      historyBody(state, { ...window, page_size: 2000, page });
    }
  }
}

function secondsOf(from: string | number): number {
  const seconds = typeof from === 'number' ? from : Date.parse(from) / 1000;
  if (!Number.isInteger(seconds)) throw new RangeError(`not an instant: ${from}`);
  return seconds;
}

function answer(
  request: DemoRequest,
  state: VendorState,
  rules: Parameters<typeof readEnvelope>[1],
): DemoAnswer {
  const endpoint = ENDPOINTS.get(request.path);
  if (endpoint === undefined) return htmlAnswer(404, 'Not Found');
  try {
    return { body: endpoint(state, readEnvelope(request, rules)) };
  } catch (error) {
    if (!(error instanceof ParameterError)) return { body: PV_INTERNAL_ERROR };
    return { body: responseBody(400, `Parameter Error: ${error.message}`, {}) };
  }
}
