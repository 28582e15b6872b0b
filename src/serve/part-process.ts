/**
 * What every process does that `ggr serve` starts. A part is one entry file (src/cli/parts/<name>.ts):
 *
 *   await runPart(async ({ socket }, { changed, end }) => {
 *     const server = await listenOn(socket);          // its HTTP; the supervisor passes requests on
 *     return {
 *       report: () => ({ doing: '2 queries' }),       // asked twice a second; `changed()` says it at once
 *       stop: () => close(server),                    // resolves when the process may go
 *     };
 *   });
 *
 * The supervisor ends a part that reports nothing for its time or grows past its bound, starts it again
 * when it ended, and gives it until a deadline to stop. A part whose supervisor is gone stops by itself.
 */
import { rmdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { EXIT, GgrError } from '../contract/errors.ts';
import type {
  FromPart,
  PartFailure,
  PartReport,
  PartStart,
  PartStatus,
  ToPart,
} from './part-messages.ts';

const REPORT_EVERY_MS = 500;
/** After the supervisor's death nobody else sees to it that this process ends. */
const ALONE_MS = 10_000;

export interface Part {
  /** Never throws, waits for nothing. */
  readonly report: () => PartReport;
  /** Takes nothing new and ends what is under way; other parts stop after that. */
  readonly drain?: () => Promise<void>;
  readonly stop: () => Promise<void>;
  /** Hears how all parts are. */
  readonly told?: (parts: readonly PartStatus[]) => void;
}

export interface PartProcess {
  /** The report is another one now. */
  readonly changed: () => void;
  /** Stops the part and ends the process, to be started anew; the reason is logged and shown. */
  readonly end: (reason: string) => void;
}

/** Runs a part until its supervisor stops it. `open` resolves when it answers; what it throws is told. */
export async function runPart(
  open: (start: PartStart, process: PartProcess) => Promise<Part>,
): Promise<void> {
  if (!process.send) {
    process.stderr.write('ggr: this is a part of `ggr serve`, which starts it\n');
    process.exit(EXIT.usage);
  }
  // a whole process group or control group is told to end at once: the supervisor says in which order
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.on(name, () => {});
  const part = new RunningPart();
  process.on('message', (message: ToPart) => void part.hear(message, open));
  process.on('disconnect', () => part.leave());
}

class RunningPart {
  #part: Part | undefined;
  #timer: NodeJS.Timeout | undefined;
  #left: Promise<void> | undefined;
  #socket = '';

  async hear(message: ToPart, open: Parameters<typeof runPart>[0]): Promise<void> {
    if ('start' in message) await this.#start(message.start, open);
    else if ('parts' in message) {
      this.#part?.told?.(message.parts);
      tell({ told: true });
    } else if ('drain' in message) {
      await this.#part?.drain?.();
      tell({ drained: true });
    } else if ('stop' in message) await this.leave();
  }

  async #start(start: PartStart, open: Parameters<typeof runPart>[0]): Promise<void> {
    this.#socket = start.socket;
    // also while it opens: who waits for a migration is not hanging
    this.#timer = setInterval(() => this.#report(), REPORT_EVERY_MS);
    try {
      this.#part = await open(start, {
        changed: () => this.#report(),
        end: (reason) => {
          tell({ ending: reason });
          void this.leave();
        },
      });
    } catch (error) {
      process.exitCode = EXIT.unexpected;
      tell({ failed: failureOf(error) }, () => process.exit());
      return;
    }
    this.#report();
    tell({ ready: true });
  }

  leave(): Promise<void> {
    this.#left ??= this.#leave();
    return this.#left;
  }

  async #leave(): Promise<void> {
    setTimeout(() => process.exit(EXIT.unexpected), ALONE_MS).unref();
    await this.#part?.stop().catch((error: unknown) => {
      process.stderr.write(`ggr: ${error instanceof Error ? error.message : error}\n`);
    });
    clearInterval(this.#timer);
    if (!process.connected) this.#leaveFolder();
    process.exit(EXIT.done);
  }

  /** The last part of a supervisor that is gone takes the folder of their sockets along. */
  #leaveFolder(): void {
    try {
      rmdirSync(dirname(this.#socket));
    } catch {
      // another one is still in it
    }
  }

  #report(): void {
    tell({ report: this.#part?.report() ?? {} });
  }
}

/** A supervisor that is gone hears nothing; `disconnect` tells of that. */
function tell(message: FromPart, done: () => void = () => {}): void {
  if (process.connected) process.send?.(message, undefined, undefined, done);
  else done();
}

function failureOf(error: unknown): PartFailure {
  if (error instanceof GgrError) {
    const { code, message, hint, exitCode } = error;
    return { code, message, hint, exitCode };
  }
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { code: 'unexpected', message, exitCode: EXIT.unexpected };
}
