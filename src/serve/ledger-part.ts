/**
 * The wallet's journal as the warehouse's process sees it: ships it into wallet.ledger, before anybody reads
 * too, and tells of it. The wallet is another process, which reads in a file how far this one came.
 */
import type { WalletSettings } from '../config/wallet.ts';
import { WalletError } from '../contract/errors.ts';
import type { Warehouse } from '../load/warehouse.ts';
import { lostByWarehouse } from '../wallet/integrity.ts';
import { readWaiting } from '../wallet/overdue.ts';
import { Shipper } from '../wallet/ship.ts';
import { journalPath } from '../wallet/wallet.ts';
import { describeRounds } from './describe-rounds.ts';
import type { Log } from './log.ts';
import type { DaemonPart } from './part.ts';

/** wallet.ledger is at most this far behind the journal, while the warehouse takes what is shipped. */
const SHIP_EVERY_MS = 250;

export class LedgerPart implements DaemonPart {
  readonly name = 'wallet';
  readonly #settings: Pick<WalletSettings, 'roundTimeoutMs'>;
  readonly #log: Log;
  #shipper: Shipper | undefined;
  #timer: NodeJS.Timeout | undefined;
  #fault: string | undefined;
  #isStopping = false;

  constructor(settings: Pick<WalletSettings, 'roundTimeoutMs'>, log: Log) {
    this.#settings = settings;
    this.#log = log;
  }

  async listen(warehouse: Warehouse): Promise<void> {
    const shipper = new Shipper(warehouse, journalPath(warehouse.path));
    this.#shipper = shipper;
    const shipped = this.#noted(shipper); // before it is noted anew
    const end = await shipper.begin();
    for (const { code, message } of lostByWarehouse(shipped, end)) {
      this.#log.error({ code }, message);
    }
    // a backlog of days is no reason to wait with the syncs
    this.#schedule(0);
  }

  reopened(warehouse: Warehouse): void {
    this.#shipper?.goOn(warehouse);
  }

  /**
   * Readers never see less than what was acknowledged before they asked. Of a journal that is damaged nothing
   * is taken, and the wallet refuses to serve it: what was shipped before is read on.
   */
  async beforeRead(): Promise<void> {
    await this.#shipper?.ship().catch((error: unknown) => {
      if (!(error instanceof WalletError)) throw error;
    });
  }

  ready(): string | undefined {
    return this.#fault;
  }

  status(): object {
    return {
      entries_not_shipped: this.#read(({ behind }) => Number(behind)),
      ship_error: this.#fault ?? null,
      rounds: this.#read(
        ({ journal }) => journal && describeRounds(readWaiting(journal), this.#settings),
      ),
    };
  }

  async stop(): Promise<void> {
    this.#isStopping = true;
    clearTimeout(this.#timer);
    await this.#shipper?.ship().catch((error: unknown) => {
      this.#log.error({ err: error }, 'wallet entries wait in the journal for the next start');
    });
    await this.#shipper?.close();
  }

  #noted(shipper: Shipper): bigint {
    try {
      return shipper.journal?.shipped ?? 0n;
    } catch {
      return 0n; // the wallet's process says what is wrong with it
    }
  }

  /** Null of a journal that cannot be read. */
  #read<T>(read: (shipper: Shipper) => T): T | null {
    try {
      return (this.#shipper && read(this.#shipper)) ?? null;
    } catch {
      return null;
    }
  }

  #schedule(afterMs = SHIP_EVERY_MS): void {
    if (this.#isStopping) return; // a ship that was under way came back after the stop
    this.#timer = setTimeout(async () => {
      await this.#ship();
      this.#schedule();
    }, afterMs);
  }

  /** A warehouse that takes nothing does not stop the wallet: it is said, and shipped later. */
  async #ship(): Promise<void> {
    try {
      await this.#shipper?.ship();
      if (this.#fault !== undefined) this.#log.info('wallet entries are shipped again');
      this.#fault = undefined;
    } catch (error) {
      const message = `entries are not shipped to the warehouse: ${error instanceof Error ? error.message : error}`;
      if (this.#fault === undefined) this.#log.error({ err: error }, message);
      this.#fault = message;
    }
  }
}
