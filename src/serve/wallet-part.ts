/**
 * The wallet as a part of the daemon: a thread of its own with journal and listener, shipping into the
 * warehouse, and the operator's calls on the internal address.
 */
import type { FastifyInstance } from 'fastify';
import type { WalletSettings } from '../config/wallet.ts';
import { WalletError } from '../contract/errors.ts';
import type { Warehouse } from '../load/warehouse.ts';
import type { ChainPoint } from '../wallet/entries.ts';
import { WalletHost } from '../wallet/host.ts';
import { type IntegrityFault, lostByWarehouse } from '../wallet/integrity.ts';
import { Journal } from '../wallet/journal.ts';
import type { OperatorDesk } from '../wallet/operations.ts';
import { operatorRoutes } from '../wallet/operator.ts';
import { readWaiting } from '../wallet/overdue.ts';
import { Patrol } from '../wallet/patrol.ts';
import { ledgerEnd, Shipper } from '../wallet/ship.ts';
import { journalPath } from '../wallet/wallet.ts';
import { describeRounds } from './describe-rounds.ts';
import type { Log } from './log.ts';
import type { DaemonPart } from './part.ts';

/** wallet.ledger is at most this far behind the journal, while the warehouse takes what is shipped. */
const SHIP_EVERY_MS = 250;
const TROUBLE_EVERY_MS = 10_000;

export class WalletPart implements DaemonPart {
  readonly name = 'wallet';
  readonly #settings: WalletSettings;
  readonly #log: Log;
  readonly #onDeath: () => void;
  #host: WalletHost | undefined;
  #shipper: Shipper | undefined;
  /** To read beside the thread what the status tells. */
  #journal: Journal | undefined;
  #timer: NodeJS.Timeout | undefined;
  /** Why it stopped answering, if it did. */
  #death: string | undefined;
  #shipFault: string | undefined;
  #noted = 0n;
  #patrol: Patrol | undefined;
  #trouble = { message: '', until: 0, unsaid: 0 };
  #isStopping = false;

  /** `onDeath` is told when the thread is gone: nothing is answered until the process starts anew. */
  constructor(settings: WalletSettings, log: Log, onDeath: () => void) {
    this.#settings = settings;
    this.#log = log;
    this.#onDeath = onDeath;
  }

  /** Where game servers are answered. */
  get port(): number | undefined {
    return this.#host?.port;
  }

  /** The operator's desk; throws while there is none. */
  readonly desk: OperatorDesk = {
    call: (operation, request) => {
      const fault = this.#unserved();
      if (fault !== undefined) throw new WalletError(fault, { hint: HINT });
      return (this.#host as WalletHost).call(operation, request);
    },
  };

  routes(app: FastifyInstance): void {
    operatorRoutes(app, () => this.desk);
  }

  async listen(warehouse: Warehouse): Promise<void> {
    const path = journalPath(warehouse.path);
    const end = await ledgerEnd(warehouse.db);
    const { token, roundTimeoutMs, ...listener } = this.#settings;
    this.#host = await WalletHost.start(
      {
        journal: { path, warehouse: end },
        listen: token === undefined ? undefined : { ...listener, token },
        roundTimeout: BigInt(roundTimeoutMs) * 1000n,
      },
      {
        trouble: (message) => this.#sayTrouble(message),
        died: (message) => this.#die(message),
      },
    );
    this.#sayState(path, end);
    if (this.#host.faults.length > 0) return;
    this.#shipper = new Shipper(warehouse, path);
    this.#journal = Journal.openReadOnly(path);
    await this.#ship();
    this.#scheduleShip();
    this.#patrol = new Patrol(path, (fault) => this.#condemn(fault));
  }

  reopened(warehouse: Warehouse): void {
    this.#shipper?.goOn(warehouse);
  }

  /** Readers never see less than what was acknowledged before they asked. */
  async beforeRead(): Promise<void> {
    await this.#shipper?.ship();
  }

  ready(): string | undefined {
    return this.#unserved() ?? this.#shipFault;
  }

  status(): object {
    return {
      port: this.#host?.port ?? null,
      faults: this.#host?.faults ?? [],
      entries_not_shipped: this.#shipper ? Number(this.#shipper.behind) : null,
      ship_error: this.#shipFault ?? null,
      rounds: this.#journal ? describeRounds(readWaiting(this.#journal), this.#settings) : null,
    };
  }

  async stop(): Promise<void> {
    this.#isStopping = true;
    clearTimeout(this.#timer);
    this.#patrol?.stop();
    await this.#host?.stop();
    await this.#shipLast().catch((error: unknown) => {
      this.#log.error({ err: error }, 'wallet entries wait in the journal for the next start');
    });
    await this.#shipper?.close();
    this.#journal?.close();
    this.#journal = undefined;
  }

  /** What is shipped after the thread's end is noted from here. */
  async #shipLast(): Promise<void> {
    const shipper = this.#shipper;
    if (!shipper) return;
    await shipper.ship();
    if (this.#death === undefined && shipper.shipped > this.#noted) shipper.note();
  }

  #unserved(): string | undefined {
    if (!this.#host) return 'the wallet has not started';
    if (this.#death !== undefined) return this.#death;
    const { faults } = this.#host;
    return faults.length > 0 ? faults.map(({ message }) => message).join('; ') : undefined;
  }

  #sayState(path: string, end: ChainPoint): void {
    const faults = this.#host?.faults ?? [];
    for (const { code, message } of faults) {
      this.#log.fatal({ journal: path, code, hint: HINT }, `the wallet does not serve: ${message}`);
    }
    if (faults.every(({ code }) => code !== 'journal-unusable')) this.#sayLost(path, end);
    const { port } = this.#host ?? {};
    if (port !== undefined) this.#log.info({ port }, 'game servers call POST /wallet/<token>');
    else this.#log.info('GGR_WALLET_TOKEN is not set: no game server is answered');
  }

  #sayLost(path: string, end: ChainPoint): void {
    const journal = Journal.openReadOnly(path);
    for (const { code, message } of lostByWarehouse(journal.shipped, end)) {
      this.#log.error({ code }, message);
    }
    journal.close();
  }

  #scheduleShip(): void {
    if (this.#isStopping) return; // a ship that was under way came back after the stop
    this.#timer = setTimeout(async () => {
      await this.#ship();
      this.#scheduleShip();
    }, SHIP_EVERY_MS);
  }

  /** A warehouse that takes nothing does not stop the wallet: it is said, and shipped later. */
  async #ship(): Promise<void> {
    const shipper = this.#shipper as Shipper;
    try {
      await shipper.ship();
      if (this.#shipFault !== undefined) this.#log.info('wallet entries are shipped again');
      this.#shipFault = undefined;
      await this.#noteShipped(shipper.shipped);
    } catch (error) {
      const message = `entries are not shipped to the warehouse: ${error instanceof Error ? error.message : error}`;
      if (this.#shipFault === undefined) this.#log.error({ err: error }, message);
      this.#shipFault = message;
    }
  }

  async #noteShipped(seq: bigint): Promise<void> {
    if (seq === this.#noted || this.#death !== undefined) return;
    await this.#host?.call('noteShipped', seq);
    this.#noted = seq;
  }

  /** A full disk fails every request in the same way: it is said at most every ten seconds. */
  #sayTrouble(message: string): void {
    const now = performance.now();
    if (message === this.#trouble.message && now < this.#trouble.until) {
      this.#trouble.unsaid += 1;
      return;
    }
    const { unsaid } = this.#trouble;
    this.#log.error({ unsaid }, message);
    this.#trouble = { message, until: now + TROUBLE_EVERY_MS, unsaid: 0 };
  }

  /** What a start could not see: an old entry was changed. Nothing more is served from this journal. */
  #condemn({ code, message }: IntegrityFault): void {
    this.#death = message;
    this.#log.fatal({ code, hint: HINT }, `the wallet serves no more: ${message}`);
    void this.#host?.stop();
  }

  #die(message: string): void {
    this.#log.fatal(message);
    this.#death = message;
    this.#onDeath();
  }
}

const HINT =
  '`ggr wallet verify` lists what is wrong; `ggr wallet restore` gives back what the warehouse has';
