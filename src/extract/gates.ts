/**
 * Gates: the moment from which a vendor allows the next call of a kind. They are kept in a file beside
 * the store, so that two commands one after another, or one after a crash, share them.
 */
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { writeWhole } from '../contract/own-files.ts';

export interface Gates {
  /** Waits until a call is allowed. */
  pass(name: string, signal: AbortSignal): Promise<void>;
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
    pass: async (name, signal) => {
      for (;;) {
        const waitMs = (readAll(path)[name] ?? 0) - now();
        if (waitMs <= 0 || waitMs > LONGEST_SHUT_MS) return;
        await wait(waitMs + MARGIN_MS, signal);
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
