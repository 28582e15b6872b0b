/** Which windows of a stream are in work at once: the next one is read while others wait for their commit. */
import PQueue from 'p-queue';
import type { Window } from '../contract/window.ts';

/** Each window in flight holds pages in memory and a stage on disk. */
const MOST_WINDOWS = 3;
/** A first window that takes longer than this keeps the others waiting no more. */
const FIRST_ALONE_MS = 10_000;
/** Of all of them together, as many as the newest says that one has. */
const MOST_RECORDS = 500_000;

/** `concurrency` is the account's; `records` are those of the window that was read last. */
export function windowsInFlight(concurrency: number, records: number): number {
  const fitting = Math.max(1, Math.floor(MOST_RECORDS / Math.max(1, records)));
  return Math.min(concurrency, MOST_WINDOWS, fitting);
}

/** Told of each whole read of a window, before its commit. */
export type HasRead = (records: number) => void;

/**
 * Pulls the windows in order. The first is read alone, since it tells how large they are; each that was read lets
 * one more begin, so that they come to their commits one after the other: windows that are read side by side are
 * all read late, and the store has nothing to do until then.
 */
export async function eachInFlight(
  windows: readonly Window[],
  concurrency: number,
  pull: (window: Window, hasRead: HasRead) => Promise<void>,
): Promise<void> {
  const queue = new PQueue({ concurrency: 1 });
  let newest = 0;
  const oneMore: HasRead = (records) => {
    newest = records;
    clearTimeout(patience);
    queue.concurrency = Math.min(queue.concurrency + 1, windowsInFlight(concurrency, records));
  };
  const patience = setTimeout(() => {
    queue.concurrency = windowsInFlight(concurrency, newest);
  }, FIRST_ALONE_MS);
  const pullOne = async (window: Window) => {
    await pull(window, oneMore);
    // one that could not be read keeps nobody waiting either
    oneMore(newest);
  };
  try {
    await Promise.all(windows.map((window) => queue.add(() => pullOne(window))));
  } finally {
    clearTimeout(patience);
  }
}
