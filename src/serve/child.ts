/** One part of `ggr serve` as its supervisor sees it: a process that is started again whenever it ends. */
import { type ChildProcess, fork } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { Interrupted } from '../contract/errors.ts';
import type { ChildOptions } from './child-options.ts';
import { within } from './deadline.ts';
import { flagsOf } from './part-limits.ts';
import type {
  FromPart,
  PartFailure,
  PartName,
  PartReport,
  PartState,
  PartStatus,
  ToPart,
} from './part-messages.ts';
import { isStopped, readRss, setRank } from './proc.ts';

/** How often the supervisor looks at its parts. */
export const LOOK_EVERY_MS = 250;
/** After so long without an end the next one is a first one again. */
const STEADY_MS = 60_000;
const FIRST_WAIT_MS = 100;
/** Of a process that somebody stopped (SIGSTOP), and of one that has not said anything yet. */
const STOPPED_MS = 10_000;
const START_MS = 120_000;
const MIB = 1024 * 1024;

export class Child {
  readonly name: PartName;
  readonly #options: ChildOptions;
  readonly #first = Promise.withResolvers<void>();
  #ready = Promise.withResolvers<void>();
  #process: ChildProcess | undefined;
  #gone = Promise.withResolvers<void>();
  #state: PartState = 'starting';
  #starts = 0;
  /** In a row, none of them after a steady time. */
  #ends = 0;
  #startedAt = 0;
  #report: PartReport = {};
  #rss: number | undefined;
  #silentMs = 0;
  #hasSpoken = false;
  #why: string | undefined;
  #failure: PartFailure | undefined;
  #last: { readonly reason: string; readonly at: number } | undefined;
  #isStopping = false;
  #wasReady = false;
  #drained = Promise.withResolvers<void>();
  #told: (() => void)[] = [];

  constructor(options: ChildOptions) {
    this.name = options.name;
    this.#options = options;
    this.#first.promise.catch(() => {});
  }

  /** The socket on which it answers, while it does. */
  get socket(): string {
    return join(this.#options.folder, `${this.name}-${this.#starts}.sock`);
  }

  get state(): PartState {
    return this.#state;
  }

  get status(): PartStatus {
    return {
      part: this.name,
      state: this.#state,
      pid: this.#process?.pid ?? null,
      restarts: Math.max(0, this.#starts - 1),
      last_reason: this.#last?.reason ?? null,
      last_ended_at: this.#last ? new Date(this.#last.at).toISOString() : null,
      rss: this.#rss ?? null,
      not_ready: this.#notReady(),
      doing: this.#report.doing ?? null,
      details: this.#report.details ?? {},
    };
  }

  /** Starts it; resolves when it was ready or goes on being tried, rejects with what ends `ggr serve`. */
  start(): Promise<void> {
    this.#spawn();
    return this.#first.promise;
  }

  /** Resolves when it answers; at once where it is down and nobody knows for how long. */
  async whenReady(): Promise<boolean> {
    if (this.#state === 'starting') await this.#ready.promise;
    return this.#state === 'up';
  }

  /** Tells it how all parts are; resolves when it has heard, or is gone. */
  async tell(parts: readonly PartStatus[]): Promise<void> {
    if (this.#state !== 'up') return;
    const told = new Promise<void>((resolve) => this.#told.push(resolve));
    this.#send({ parts });
    await Promise.race([told, this.#gone.promise]);
  }

  /** Has it take nothing new and end what is under way; resolves when it has, or at the deadline. */
  async drain(withinMs: number): Promise<void> {
    if (!this.#leave()) return;
    this.#send({ drain: true });
    await within(withinMs, [this.#drained.promise, this.#gone.promise]);
  }

  /** Resolves when its process is gone, which at the deadline is ended. */
  async stop(withinMs: number): Promise<void> {
    if (!this.#leave()) return;
    this.#send({ stop: true });
    await within(withinMs, [this.#gone.promise]);
    if (this.#process) this.kill(`did not stop within its time${this.#doing()}`);
    await this.#gone.promise;
  }

  /** Ends the process now, whatever it does. */
  kill(why: string): void {
    this.#why ??= why;
    this.#process?.kill('SIGKILL');
  }

  /** Looks at its memory and its silence. Time is counted in looks: of a machine that slept nobody hangs. */
  look(): void {
    const pid = this.#process?.pid;
    if (pid === undefined) return;
    const { rssMb } = this.#options.limits;
    this.#rss = readRss(pid);
    this.#silentMs += LOOK_EVERY_MS;
    if (this.#rss !== undefined && this.#rss > rssMb * MIB) {
      const grown = Math.round(this.#rss / MIB);
      this.kill(`grew to ${grown} MiB, past its bound of ${rssMb} MiB${this.#doing()}`);
    } else if (this.#silentMs > this.#patienceMs(pid)) {
      this.kill(`said nothing for ${this.#silentMs / 1000} s${this.#doing()}`);
    }
  }

  /** One that is stopped will say nothing; one that gets no CPU on a busy machine may yet. */
  #patienceMs(pid: number): number {
    if (this.#silentMs <= STOPPED_MS || isStopped(pid)) return STOPPED_MS;
    return this.#hasSpoken ? this.#options.limits.silentMs : START_MS;
  }

  #spawn(): void {
    const { entry, limits, start, now } = this.#options;
    [this.#starts, this.#startedAt] = [this.#starts + 1, now()];
    [this.#silentMs, this.#hasSpoken] = [0, false];
    [this.#report, this.#why, this.#failure] = [{}, undefined, undefined];
    [this.#gone, this.#ready] = [Promise.withResolvers(), Promise.withResolvers()];
    this.#drained = Promise.withResolvers();
    this.#state = 'starting';
    const child = fork(entry, [], {
      execArgv: flagsOf(limits, process.execArgv),
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    this.#process = child;
    child.on('message', (message: FromPart) => this.#hear(message));
    child.once('exit', (code, signal) => this.#end(signal ?? code));
    child.on('error', () => {}); // what cannot be sent any more, or not be started: `exit` tells
    if (child.pid === undefined) {
      this.#end(null);
      return;
    }
    setRank(child.pid, limits);
    this.#send({ start: { ...start(), socket: this.socket } });
    this.#options.onChange();
  }

  #hear(message: FromPart): void {
    if ('report' in message) {
      [this.#silentMs, this.#hasSpoken] = [0, true];
      const before = JSON.stringify(this.#report);
      this.#report = message.report;
      if (before !== JSON.stringify(message.report)) this.#options.onChange();
    } else if ('ready' in message) {
      if (!this.#isStopping) this.#state = 'up';
      this.#wasReady = true;
      this.#first.resolve();
      this.#ready.resolve();
      this.#options.onChange();
    } else if ('drained' in message) this.#drained.resolve();
    else if ('told' in message) this.#told.shift()?.();
    else if ('failed' in message) this.#failure = message.failed;
    else this.#why ??= message.ending;
  }

  #end(how: NodeJS.Signals | number | null): void {
    const { now, onChange } = this.#options;
    const reason = this.#why ?? this.#failure?.message.split('\n')[0] ?? describeEnd(how);
    if (this.#process) this.#last = { reason, at: now() };
    rmSync(this.socket, { force: true });
    [this.#process, this.#rss] = [undefined, undefined];
    for (const told of this.#told.splice(0)) told();
    this.#gone.resolve();
    if (this.#isStopping || this.#isFatal()) {
      this.#state = 'ended';
      this.#first.reject(this.#failure ?? new Interrupted());
    } else {
      this.#again(reason);
      this.#first.resolve();
    }
    this.#ready.resolve();
    onChange();
  }

  #isFatal(): boolean {
    return !this.#wasReady && this.#failure !== undefined && this.#options.isFatal(this.#failure);
  }

  #again(reason: string): void {
    const { log, now, limits } = this.#options;
    this.#ends = now() - this.#startedAt > STEADY_MS ? 1 : this.#ends + 1;
    const again_in_ms = Math.min(limits.longestWaitMs, FIRST_WAIT_MS * 2 ** (this.#ends - 1));
    this.#state = 'waiting';
    log.error({ part: this.name, reason, again_in_ms }, 'a part ended; it is started again');
    setTimeout(() => {
      if (!this.#isStopping) this.#spawn();
    }, again_in_ms);
  }

  /** False where there is no process to stop. */
  #leave(): boolean {
    this.#isStopping = true;
    this.#state = this.#process ? 'stopping' : 'ended';
    this.#ready.resolve();
    return this.#process !== undefined;
  }

  #send(message: ToPart): void {
    if (this.#process?.connected) this.#process.send(message, () => {});
  }

  #notReady(): string | null {
    if (this.#state === 'up') return this.#report.notReady ?? null;
    const after = this.#last ? `; it ended last: ${this.#last.reason}` : '';
    return `the process is ${this.#state}${after}`;
  }

  #doing(): string {
    return this.#report.doing ? `; it was doing: ${this.#report.doing}` : '';
  }
}

function describeEnd(how: NodeJS.Signals | number | null): string {
  if (how === null) return 'could not be started';
  return typeof how === 'string' ? `killed by ${how}` : `ended with ${how}`;
}
