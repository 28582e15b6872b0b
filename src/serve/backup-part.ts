/** Backups on a timetable: a part of the daemon, where a folder for them is set. */
import type { BackupSettings } from '../config/backup.ts';
import type { Catalogue } from '../contract/stream.ts';
import type { Warehouse } from '../load/warehouse.ts';
import { type Cron, utcCron } from '../schedules/cron.ts';
import { makeBackup } from './backup.ts';
import { JobClock } from './job-times.ts';
import type { Log } from './log.ts';
import type { DaemonPart } from './part.ts';
import { NO_PINGS, type Pings } from './pings.ts';
import { TimedWork } from './timed-work.ts';

export interface BackupPartOptions {
  readonly settings: BackupSettings;
  readonly catalogue: Catalogue;
  readonly log: Log;
  readonly now: () => number;
  readonly cron?: Cron;
  readonly pings?: Pings;
}

export class BackupPart implements DaemonPart {
  readonly name = 'backup';
  readonly #options: BackupPartOptions;
  readonly #work = new TimedWork();
  #warehouse: Warehouse | undefined;
  #last: { readonly path: string; readonly made_at: string } | undefined;
  #fault: string | undefined;
  readonly #times: JobClock;

  constructor(options: BackupPartOptions) {
    this.#options = options;
    this.#times = new JobClock(options.settings.at ?? 'off', options.now);
  }

  async listen(warehouse: Warehouse): Promise<void> {
    this.#warehouse = warehouse;
    const { settings, cron = utcCron } = this.#options;
    if (settings.at !== undefined) this.#work.start({ cron, at: settings.at }, () => this.#tell());
  }

  reopened(warehouse: Warehouse): void {
    this.#warehouse = warehouse;
  }

  status(): object {
    const { settings } = this.#options;
    return {
      folder: settings.at === undefined ? null : settings.folder,
      next_at: this.#work.timer?.next()?.toISOString() ?? null,
      last: this.#last ?? null,
      error: this.#fault ?? null,
      ...(settings.at !== undefined && { times: this.#times.describe(this.#work.timer) }),
    };
  }

  stop(): Promise<void> {
    return this.#work.stop();
  }

  async #tell(): Promise<void> {
    const { pings = NO_PINGS } = this.#options;
    this.#times.begin();
    pings.begin('backup');
    await this.#make();
    if (this.#work.signal.aborted) return;
    this.#times.end(this.#fault);
    pings.end('backup', 'the store', this.#fault);
  }

  async #make(): Promise<void> {
    const { settings, catalogue, log, now } = this.#options;
    const { signal } = this.#work;
    try {
      const warehouse = this.#warehouse as Warehouse;
      const { path, manifest, removed } = await makeBackup(warehouse, {
        ...settings,
        catalogue,
        now,
        signal,
      });
      this.#last = { path, made_at: manifest.made_at };
      this.#fault = undefined;
      log.info({ path, removed: removed.length }, 'a backup was made');
    } catch (error) {
      if (signal.aborted) return;
      this.#fault = error instanceof Error ? error.message : String(error);
      log.error({ err: error }, 'no backup was made');
    }
  }
}
