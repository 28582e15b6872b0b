/** Backups on a timetable: a part of the daemon, where a folder for them is set. */
import type { BackupSettings } from '../config/backup.ts';
import type { Catalogue } from '../contract/stream.ts';
import type { Warehouse } from '../load/warehouse.ts';
import { type Cron, type Timer, utcCron } from '../schedules/cron.ts';
import { makeBackup } from './backup.ts';
import { JobClock } from './job-times.ts';
import type { Log } from './log.ts';
import type { DaemonPart } from './part.ts';
import { NO_PINGS, type Pings } from './pings.ts';

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
  readonly #stopping = new AbortController();
  #warehouse: Warehouse | undefined;
  #timer: Timer | undefined;
  #running: Promise<void> | undefined;
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
    if (settings.at !== undefined) this.#timer = cron(settings.at, () => this.#fire());
  }

  reopened(warehouse: Warehouse): void {
    this.#warehouse = warehouse;
  }

  status(): object {
    const { settings } = this.#options;
    return {
      folder: settings.at === undefined ? null : settings.folder,
      next_at: this.#timer?.next()?.toISOString() ?? null,
      last: this.#last ?? null,
      error: this.#fault ?? null,
      ...(settings.at !== undefined && { times: this.#times.describe(this.#timer) }),
    };
  }

  async stop(): Promise<void> {
    this.#timer?.stop();
    this.#stopping.abort(new Error('the daemon ends'));
    await this.#running;
  }

  /** One at a time: a fire that finds one under way is skipped. */
  #fire(): void {
    this.#running ??= this.#tell().finally(() => {
      this.#running = undefined;
    });
  }

  async #tell(): Promise<void> {
    const { pings = NO_PINGS } = this.#options;
    this.#times.begin();
    pings.begin('backup');
    await this.#make();
    if (this.#stopping.signal.aborted) return;
    this.#times.end(this.#fault);
    pings.end('backup', 'the store', this.#fault);
  }

  async #make(): Promise<void> {
    const { settings, catalogue, log, now } = this.#options;
    const { signal } = this.#stopping;
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
