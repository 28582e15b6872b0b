/**
 * The daemon's hold on its store: opens it, and where DuckDB gave it up because the disk was full, waits
 * for room and opens it anew, with nobody's help.
 */
import { mkdirSync, rmSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { asDiskFault, ROOM_HINT } from '../contract/disk-faults.ts';
import { StoreError } from '../contract/errors.ts';
import { lackOfRoom } from '../load/room.ts';
import type { Warehouse } from '../load/warehouse.ts';
import type { Log } from './log.ts';

/** Between two looks at the disk. */
const LOOK_EVERY_MS = 2000;

export interface StoreKeeperOptions {
  /** Path of the store. */
  readonly path: string;
  /** Opens it; whoever finds it given up tells `onBroken`. */
  readonly open: (onBroken: (fault: StoreError) => void) => Promise<Warehouse>;
  readonly log: Log;
  /** Ends everything that uses the store; resolves when it has ended. */
  readonly onFault: (fault: StoreError) => Promise<void>;
  /** The store is open again. */
  readonly onMended: (warehouse: Warehouse) => void;
  /** The store works again only in a new process. */
  readonly onFatal: (fault: StoreError) => void;
  readonly lookEveryMs?: number | undefined;
}

export class StoreKeeper {
  readonly #options: StoreKeeperOptions;
  readonly #closing = new AbortController();
  #warehouse: Warehouse | undefined;
  #fault: StoreError | undefined;
  #mending: Promise<void> | undefined;

  constructor(options: StoreKeeperOptions) {
    this.#options = options;
  }

  /** Why it cannot be used now, if it cannot. */
  get fault(): StoreError | undefined {
    return this.#fault;
  }

  /** The open store; undefined until it is opened. Throws the fault where there is one. */
  get warehouse(): Warehouse | undefined {
    if (this.#fault) throw this.#fault;
    return this.#warehouse;
  }

  async open(): Promise<Warehouse> {
    const warehouse = await this.#options.open((fault) => this.#take(fault));
    this.#warehouse = warehouse;
    return warehouse;
  }

  /** Returns whether it was ever open. */
  async close(): Promise<boolean> {
    this.#closing.abort();
    await this.#mending;
    await this.#warehouse?.close();
    return this.#warehouse !== undefined;
  }

  #take(fault: StoreError): void {
    if (this.#fault) return;
    this.#fault = fault;
    const { log, onFault, onFatal } = this.#options;
    if (fault.code === 'store-suspended') {
      log.fatal({ error: fault.message }, 'the store waits for room on its disk; syncs end');
      this.#mending = this.#mend(fault).catch((error: unknown) => {
        log.error({ err: error }, 'the store could not be opened anew');
        onFatal(fault);
      });
      return;
    }
    log.fatal({ error: fault.message }, 'the store needs a new process; syncs end');
    void onFault(fault).then(() => onFatal(fault));
  }

  /** It stays locked until there is room: closed, another process might take it and fill the disk again. */
  async #mend(fault: StoreError): Promise<void> {
    const { onFault, onMended, log } = this.#options;
    await onFault(fault);
    await this.#warehouse?.giveUp(fault);
    while (await this.#hasRoom()) {
      await this.#warehouse?.close();
      this.#warehouse = undefined;
      const opened = await this.#openAnew();
      if (!opened) continue;
      this.#fault = undefined;
      log.info('there is room again; the store is open, and syncs go on');
      return onMended(opened);
    }
  }

  /** Resolves with true when there is room, with false when the daemon ends. */
  async #hasRoom(): Promise<boolean> {
    const { path, lookEveryMs = LOOK_EVERY_MS } = this.#options;
    const { signal } = this.#closing;
    for (;;) {
      await sleep(lookEveryMs, undefined, { signal }).catch(() => {});
      if (signal.aborted) return false;
      const lack = lackOfRoom(path);
      if (lack === undefined) return true;
      const says = `the disk of the warehouse is full: ${lack}; the store is opened again when there is room`;
      this.#fault = new StoreError('store-suspended', says, { hint: ROOM_HINT });
    }
  }

  /** Undefined where the disk filled up again, or another process was faster: both pass. */
  async #openAnew(): Promise<Warehouse | undefined> {
    const passing: readonly string[] = ['store-suspended', 'store-full', 'store-locked'];
    try {
      return await this.open();
    } catch (error) {
      if (!(error instanceof StoreError) || !passing.includes(error.code)) throw error;
      this.#fault = error;
      return undefined;
    }
  }
}

/**
 * Empties the folder of the daemon's own files and makes it all that statements reach beside the store and the
 * snapshots. The store is closed where that fails.
 */
export async function lockDown(
  warehouse: Warehouse,
  folder: string,
  published: string,
): Promise<Warehouse> {
  try {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { mode: 0o700 });
    await warehouse.lockDown([folder, published]);
    return warehouse;
  } catch (error) {
    await warehouse.close();
    throw asDiskFault(error, folder);
  }
}
