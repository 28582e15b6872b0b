/**
 * What the thread that answers game servers did, and when: node --import trace.ts ours.ts, with GGR_BENCH_TRACE the file
 * to write at the end. Nothing of the wallet knows of it. Each commit is read once from /proc: some µs of half a ms.
 */
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { PerformanceObserver } from 'node:perf_hooks';
import { DatabaseSync } from 'node:sqlite';

/** Milliseconds of the machine's monotonic clock, which all processes share. */
export const clock = () => Number(process.hrtime.bigint()) / 1e6;

export interface Span {
  readonly what: 'judging' | 'commit' | 'commit with checkpoint' | 'mark' | 'elsewhere' | 'gc';
  readonly from: number;
  readonly to: number;
  /** Of it: this thread wanted a core and had none. */
  readonly queued: number;
  /** Of it: nobody had asked anything, as the generator has its waits, too. */
  readonly idle: number;
}

const path = process.env.GGR_BENCH_TRACE;
delete process.env.GGR_BENCH_TRACE; // the pull is a process of its own, and another matter
if (path !== undefined) trace(path);

function trace(into: string): void {
  const spans: Span[] = [];
  const stat = fs.openSync(`/proc/self/task/${process.pid}/schedstat`, 'r');
  const bytes = Buffer.alloc(64);
  const queuedMs = () => {
    const length = fs.readSync(stat, bytes, 0, bytes.length, 0);
    return Number(bytes.toString('latin1', 0, length).split(' ')[1]) / 1e6;
  };
  const idleMs = () => performance.eventLoopUtilization().idle;
  let [last, before, rested] = [clock(), queuedMs(), idleMs()];
  const ended = (what: Span['what']) => {
    const [now, queued, idle] = [clock(), queuedMs(), idleMs()];
    spans.push({ what, from: last, to: now, queued: queued - before, idle: idle - rested });
    [last, before, rested] = [now, queued, idle];
  };
  watchCommits(ended);
  watchMark(ended);
  const skew = clock() - performance.now();
  new PerformanceObserver((list) => {
    for (const { startTime, duration } of list.getEntries()) {
      const from = startTime + skew;
      spans.push({ what: 'gc', from, to: from + duration, queued: 0, idle: 0 });
    }
  }).observe({ entryTypes: ['gc'] });
  process.on('exit', () => fs.writeFileSync(into, JSON.stringify(spans)));
}

function watchCommits(ended: (what: Span['what']) => void): void {
  const { exec } = DatabaseSync.prototype;
  DatabaseSync.prototype.exec = function (this: DatabaseSync, text: string) {
    if (text !== 'commit' && text !== 'begin immediate') return exec.call(this, text);
    ended(text === 'commit' ? 'judging' : 'elsewhere');
    const file = this.location() ?? '';
    const written = fs.statSync(file).mtimeMs;
    exec.call(this, text);
    if (text !== 'commit') return;
    ended(fs.statSync(file).mtimeMs === written ? 'commit' : 'commit with checkpoint');
  };
}

/** The only writes of 4,096 bytes that the wallet makes by itself. */
function watchMark(ended: (what: Span['what']) => void): void {
  const { writeSync } = fs;
  fs.writeSync = ((...args: Parameters<typeof writeSync>) => {
    const written = writeSync(...args);
    if (args[3 as number] === 4096) ended('mark');
    return written;
  }) as typeof writeSync;
  syncBuiltinESMExports();
}
