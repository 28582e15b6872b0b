/**
 * Sends to ClickHouse what the store's outbox tells: a part of the daemon, where GGR_CLICKHOUSE_URL is set. A cluster that
 * is away costs the syncs nothing: what waits is sent when it answers, and status says how much that is.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { ClusterSettings } from '../config/cluster.ts';
import { withHint } from '../contract/errors.ts';
import type { Catalogue } from '../contract/stream.ts';
import { forgetChanges, MOST_CHANGES } from '../load/changes.ts';
import { countWaiting } from '../load/clickhouse/changes.ts';
import { Cluster } from '../load/clickhouse/cluster.ts';
import { Sender } from '../load/clickhouse/sender.ts';
import type { Step } from '../load/clickhouse/step.ts';
import type { Warehouse } from '../load/warehouse.ts';
import { counted } from '../transform/text.ts';
import type { Log } from './log.ts';
import type { DaemonPart } from './part.ts';

/** Between two looks when nothing waits. */
const LOOK_EVERY_MS = 5000;
const FIRST_PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 60_000;
/** The first rows wait so long with the start: syncs are due then. */
const START_MS = 500;
/** For a block that is on its way when the daemon ends. */
const GRACE_MS = 2000;
const WARN_AT = MOST_CHANGES / 2;

export interface ClusterPartOptions extends Pick<ClusterSettings, 'node'> {
  readonly url: string;
  readonly catalogue: Catalogue;
  readonly log: Log;
  readonly now: () => number;
}

export class ClusterPart implements DaemonPart {
  readonly name = 'clickhouse';
  readonly #options: ClusterPartOptions;
  #warehouse: Warehouse | undefined;
  #cluster: Cluster | undefined;
  #sender: Sender | undefined;
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> | undefined;
  #isStopping = false;
  #pauseMs = 0;
  #fault: string | undefined;
  #waiting: Step['waiting'] | undefined;
  #evenAt: number | undefined;
  #left = 0;
  #whole = 0n;

  constructor(options: ClusterPartOptions) {
    this.#options = options;
  }

  async listen(warehouse: Warehouse): Promise<void> {
    this.#warehouse = warehouse;
    this.#schedule(START_MS);
  }

  reopened(warehouse: Warehouse): void {
    this.#warehouse = warehouse;
  }

  /** Pulls go on without it, so that it never makes the daemon unready. */
  trouble(): string | undefined {
    if (this.#fault === undefined) return undefined;
    const { changes = 0, since = null } = this.#waiting ?? {};
    return `${this.#fault}; ${counted(changes, 'change')} wait${since === null ? '' : ` since ${since} UTC`}`;
  }

  status(): object {
    return {
      node: this.#options.node,
      waiting_changes: this.#waiting?.changes ?? null,
      waiting_since: this.#waiting?.since ?? null,
      filling_parts: this.#left,
      even_at: this.#evenAt === undefined ? null : new Date(this.#evenAt).toISOString(),
      error: this.#fault ?? null,
    };
  }

  /** What is under way is let go: the next start sends it again. */
  async stop(): Promise<void> {
    this.#isStopping = true;
    clearTimeout(this.#timer);
    // a server that does not answer is not waited for: its connections are closed under it
    await Promise.race([this.#running, sleep(GRACE_MS, undefined, { ref: false })]);
    await this.#cluster?.close();
    await this.#running;
  }

  #schedule(afterMs: number): void {
    if (this.#isStopping) return;
    this.#timer = setTimeout(() => {
      this.#running = this.#send().finally(() => {
        this.#running = undefined;
        this.#schedule(this.#pauseMs);
      });
    }, afterMs);
  }

  async #send(): Promise<void> {
    const { log, now } = this.#options;
    try {
      const step = await (await this.#ready()).step();
      this.#waiting = step.waiting;
      this.#whole = step.whole ?? 0n;
      if (step.did === 'nothing') this.#evenAt = now();
      if (step.did === 'filled')
        log.info({ rows: step.rows }, 'ClickHouse was filled from the store');
      if (this.#fault !== undefined) log.info('ClickHouse takes rows again');
      this.#fault = undefined;
      this.#left = step.left ?? 0;
      const goesOn = step.waiting.changes > 0 || step.did === 'filling' || step.did === 'filled';
      this.#pauseMs = goesOn ? 0 : LOOK_EVERY_MS;
    } catch (error) {
      if (!this.#isStopping) await this.#fail(error).catch(() => {});
    }
  }

  async #ready(): Promise<Sender> {
    if (this.#sender) return this.#sender;
    const { url, node, catalogue, now } = this.#options;
    this.#cluster = await Cluster.open({ url });
    this.#sender = new Sender({
      warehouse: () => {
        if (!this.#warehouse) throw new Error('the daemon is not started');
        return this.#warehouse;
      },
      cluster: this.#cluster,
      catalogue,
      node,
      now,
      onStep: () => {
        if (this.#isStopping) throw new Error('the daemon ends');
      },
    });
    return this.#sender;
  }

  /** Said once for each reason; tried again after pauses that double. */
  async #fail(error: unknown): Promise<void> {
    const { log } = this.#options;
    const says = error instanceof Error ? withHint(error) : String(error);
    if (says !== this.#fault) log.error({ error: says }, 'nothing is sent to ClickHouse');
    this.#fault = says;
    this.#pauseMs = Math.min(LONGEST_PAUSE_MS, Math.max(FIRST_PAUSE_MS, this.#pauseMs * 2));
    await this.#bound();
  }

  /** What waits is bounded: past a million changes it goes, and the cluster is filled from the tables. */
  async #bound(): Promise<void> {
    const warehouse = this.#warehouse;
    if (!warehouse) return;
    const guest = await warehouse.lend();
    try {
      this.#waiting = await countWaiting(guest.db, this.#whole);
    } finally {
      await guest.close();
    }
    const { changes } = this.#waiting;
    const { log } = this.#options;
    if (changes > WARN_AT) log.warn({ changes, most: MOST_CHANGES }, 'much waits for ClickHouse');
    if (changes > MOST_CHANGES) await forgetChanges(warehouse);
  }
}
