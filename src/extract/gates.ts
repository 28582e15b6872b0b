/**
 * Gates: the moment from which a vendor allows the next call of a kind. They are kept in a file beside
 * the store, so that two commands one after another, or one after a crash, share them.
 */
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { writeWhole } from '../contract/own-files.ts';

export interface Gates {
  /** Waits until a call is allowed: after the longest pause of its rule it is, whatever the clock did meanwhile. */
  pass(name: string, signal: AbortSignal, longestMs?: number): Promise<void>;
  /** Forbids the next call for so long from now. Throws StoreError where that cannot be written down. */
  shut(name: string, forMs: number): void;
}

/** A timer may fire a moment early; the vendor counts exactly. */
const MARGIN_MS = 2;
/** No rule is this long: a moment further off was written by a clock that was wrong. */
export const LONGEST_SHUT_MS = 10 * 60_000;

type Sleep = (ms: number, signal: AbortSignal) => Promise<unknown>;
const realSleep: Sleep = (ms, signal) => sleep(ms, undefined, { signal });

export function openGates(path: string, now: () => number, wait: Sleep = realSleep): Gates {
  return {
    pass: async (name, signal, longestMs = LONGEST_SHUT_MS) => {
      for (;;) {
        const until = readAll(path)[name] ?? 0;
        const waitMs = until - now();
        if (waitMs <= 0 || waitMs > LONGEST_SHUT_MS) return;
        await wait(Math.min(waitMs, longestMs) + MARGIN_MS, signal);
        // the clock was set back: the rule is over, unless another command has called meanwhile
        if (waitMs > longestMs && readAll(path)[name] === until) return;
      }
    },
    shut: (name, forMs) => {
      const moments = { ...readAll(path), [name]: now() + forMs };
      writeWhole(path, JSON.stringify(moments)); // a reader sees the old file or the new one
    },
  };
}

function readAll(path: string): Record<string, number> {
  try {
    const moments = Object.entries(JSON.parse(readFileSync(path, 'utf8')) as object);
    return Object.fromEntries(moments.filter(([, moment]) => Number.isFinite(moment)));
  } catch {
    return {}; // no file yet, or none of ours: nothing is shut
  }
}
