/**
 * Memory for the bodies of answers, used again: a page of PV is half a megabyte, and V8 marks its whole heap whenever
 * some 64 MB of new buffers came, and frees none before (docs/performance.md).
 */

/** Sizes are multiples of it, so that an answer that is a little longer than one before fits in its place. */
const STEP_BYTES = 64 * 1024;
/** What waits here at most; an answer may have sixty megabytes. */
const MOST_FREE_BYTES = 16 * 1024 * 1024;
/** What is so much larger than the answer waits for a larger one. */
const MOST_TIMES = 4;

const free: Buffer[] = [];

/** So many bytes, whatever they hold, and maybe more. */
export function takeBuffer(bytes: number): Buffer {
  const index = free.findIndex(
    ({ length }) => length >= bytes && length <= Math.max(STEP_BYTES, MOST_TIMES * bytes),
  );
  const [kept] = index < 0 ? [] : free.splice(index, 1);
  return kept ?? Buffer.allocUnsafeSlow(Math.ceil(Math.max(bytes, 1) / STEP_BYTES) * STEP_BYTES);
}

/** A buffer that was taken, or a part of it. Whoever gives it back reads nothing of it any more. */
export function giveBackBuffer({ buffer }: Buffer): void {
  if (buffer.byteLength > MOST_FREE_BYTES) return;
  free.push(Buffer.from(buffer));
  let waiting = free.reduce((sum, { length }) => sum + length, 0);
  // what waits longest is of a size that nobody asks for
  while (waiting > MOST_FREE_BYTES) waiting -= free.shift()?.length ?? waiting;
}
