import type { WmCommandName } from './misbehaviour.ts';

/** One call of a command that got as far as the vendor's own code. */
export interface WmCall {
  readonly command: WmCommandName;
  /** By `now`, epoch ms. */
  readonly atMs: number;
  /** 0, a code of the document, or null for a call that is never answered. */
  readonly errorCode: number | null;
  readonly rows: number;
  /** Of accepted report calls, but the first: how long the next one had been allowed already. */
  readonly idleMs?: number;
}

/** Waiting times after an answer, ms. */
export interface RateIntervals {
  /** After an answer with rows. */
  readonly intervalMs: number;
  /** After 107. */
  readonly emptyIntervalMs: number;
}

/** "Report query interval is 30 seconds, no data was found report query interval is 10 seconds." */
export interface RateRule {
  /** The code a call of this command gets now, if it is too early; that changes nothing. */
  refusal(command: WmCommandName, atMs: number): 10411 | 10418 | undefined;
  /** How long a call had been allowed; undefined before the first answer. */
  idleMs(command: WmCommandName, atMs: number): number | undefined;
  /** Starts the wait from the moment of the answer. */
  answered(command: WmCommandName, atMs: number, rows: number): void;
}

/** Makes the rule for one vendorId: every command waits for itself. */
export function createRateRule({ intervalMs, emptyIntervalMs }: RateIntervals): RateRule {
  const states = new Map<WmCommandName, { untilMs: number; code: 10411 | 10418 }>();
  return {
    refusal(command, atMs) {
      const state = states.get(command);
      return state !== undefined && atMs < state.untilMs ? state.code : undefined;
    },
    idleMs(command, atMs) {
      const state = states.get(command);
      return state === undefined ? undefined : Math.max(0, atMs - state.untilMs);
    },
    answered(command, atMs, rows) {
      states.set(
        command,
        rows > 0
          ? { untilMs: atMs + intervalMs, code: 10411 }
          : { untilMs: atMs + emptyIntervalMs, code: 10418 },
      );
    },
  };
}

/**
 * The share (0 to 1) of the time between the first and the last accepted call of a command in
 * which the vendor would not have taken another: 1 is a client that never leaves it waiting.
 */
export function utilisationOf(calls: readonly WmCall[], command: WmCommandName): number {
  const taken = calls.filter(
    (call) => call.command === command && (call.errorCode === 0 || call.errorCode === 107),
  );
  const [first, last] = [taken[0], taken.at(-1)];
  if (first === undefined || last === undefined || last.atMs === first.atMs) return 1;
  const idleMs = taken.slice(1).reduce((sum, call) => sum + (call.idleMs ?? 0), 0);
  return 1 - idleMs / (last.atMs - first.atMs);
}
