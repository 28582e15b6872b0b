/**
 * `ggr serve`: holds GGR_PORT and starts the parts, each a process of its own, again and again. It loads
 * neither DuckDB nor SQLite, runs nobody's SQL and opens no store, so that little can end it.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import type { Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Config } from '../config/config.ts';
import { VERSION } from '../config/version.ts';
import { makeStoreFolder } from '../load/folder.ts';
import type { Tokens } from './access.ts';
import { Child, LOOK_EVERY_MS } from './child.ts';
import { makeFront } from './front.ts';
import { listen } from './listener.ts';
import type { Log } from './log.ts';
import type { KnownOfDaemon } from './metrics.ts';
import type { Page } from './page.ts';
import { makePage } from './page-source.ts';
import { limitsOf } from './part-limits.ts';
import { PART_NAMES, type PartFailure, type PartName, type PartStatus } from './part-messages.ts';
import { makeNonce, makeProver } from './proof.ts';
import { keepTokens } from './token.ts';

/** From SIGTERM on: what is under way has ended, the wallet is gone, everything is gone. In all within 15 s. */
const DRAINED_BY_MS = 7000;
const WALLET_GONE_BY_MS = 10_000;
const ALL_GONE_BY_MS = 13_500;
const TELL_EVERY_MS = 1000;
/** sockaddr_un has 108 bytes, the last of them 0. */
const LONGEST_SOCKET_PATH = 107;

export interface SupervisorOptions {
  readonly config: Config;
  readonly log: Log;
  readonly now: () => number;
  /** The file that each part's process runs; those that are here are started. */
  readonly entries: Readonly<Partial<Record<PartName, string>>>;
}

/** Why a part could not start: `ggr serve` ends with it. */
export function isPartFailure(error: unknown): error is PartFailure {
  return typeof error === 'object' && error !== null && 'exitCode' in error && 'message' in error;
}

export class Supervisor {
  readonly #options: SupervisorOptions;
  readonly #id = makeNonce();
  readonly #front: Server;
  readonly #folder: string;
  readonly #children: readonly Child[];
  readonly #timers: NodeJS.Timeout[] = [];
  #address = '';
  #isStopping = false;
  #stopped: Promise<void> | undefined;
  #isNews = false;
  #telling: Promise<void> | undefined;

  private constructor(options: SupervisorOptions) {
    const { config } = options;
    this.#options = options;
    makeStoreFolder(config.warehouse);
    const tokens = keepTokens(config);
    this.#folder = makeSocketFolder();
    this.#children = PART_NAMES.flatMap((name) => this.#makeChild(name));
    this.#front = makeFront({
      tokens,
      prove: makeProver(tokens.api, this.#id),
      part: (name) => this.#part(name),
      unready: () => this.#unready(),
      isStopping: () => this.#isStopping,
      describe: () => this.#describe(),
      page: this.#makePage(tokens),
    });
  }

  /** Starts everything; resolves when each part was ready, or is tried again. What fails is ended and thrown. */
  static async start(options: SupervisorOptions): Promise<Supervisor> {
    const supervisor = new Supervisor(options);
    try {
      await supervisor.#start();
      return supervisor;
    } catch (error) {
      await supervisor.stop();
      throw error;
    }
  }

  get address(): string {
    return this.#address;
  }

  /** Where game servers are answered. */
  get walletPort(): number | undefined {
    const port = this.#part('wallet')?.status.details.port;
    return typeof port === 'number' ? port : undefined;
  }

  /**
   * Takes nothing more, lets the warehouse end what is under way, then ends the wallet, which answered until
   * then, and last the warehouse, which ships what the wallet took. Whoever is late is killed.
   */
  stop(): Promise<void> {
    this.#stopped ??= this.#stop();
    return this.#stopped;
  }

  /** Ends everything at once. */
  killAll(): void {
    for (const child of this.#children) child.kill('ggr serve ended at once');
  }

  async #start(): Promise<void> {
    const { config, log } = this.#options;
    this.#address = await listen(this.#front, config);
    const look = () => {
      for (const child of this.#children) child.look();
    };
    this.#timers.push(setInterval(look, LOOK_EVERY_MS));
    await Promise.all(this.#children.map((child) => child.start()));
    await this.#tell();
    this.#timers.push(setInterval(() => void this.#tell(), TELL_EVERY_MS));
    log.info({ address: this.#address, store: config.warehouse }, 'ready');
  }

  async #stop(): Promise<void> {
    this.#isStopping = true;
    const began = performance.now();
    const until = (ms: number) => Math.max(0, ms - (performance.now() - began));
    const [wallet, others] = [
      this.#children.filter(({ name }) => name === 'wallet'),
      this.#children.filter(({ name }) => name !== 'wallet'),
    ];
    await Promise.all(others.map((child) => child.drain(until(DRAINED_BY_MS))));
    await Promise.all(wallet.map((child) => child.stop(until(WALLET_GONE_BY_MS))));
    await Promise.all(others.map((child) => child.stop(until(ALL_GONE_BY_MS))));
    for (const timer of this.#timers) clearInterval(timer);
    this.#front.close();
    this.#front.closeAllConnections();
    rmSync(this.#folder, { recursive: true, force: true });
    this.#options.log.info('stopped');
  }

  #makeChild(name: PartName): Child[] {
    const { entries, log, now, config } = this.#options;
    const entry = entries[name];
    if (entry === undefined) return [];
    const child = new Child({
      name,
      entry,
      log,
      now,
      folder: this.#folder,
      limits: limitsOf(name, config.serve.warehouseMemoryMb),
      start: () => ({ address: this.#address, id: this.#id, supervisor: process.pid }),
      onChange: () => void this.#tell(),
      isFatal: ({ code }) => !this.#goesOn(name, code),
    });
    return [child];
  }

  /** Game servers are answered though the store is damaged or has no room: it is tried again. */
  #goesOn(name: PartName, code: string): boolean {
    const { entries, config } = this.#options;
    const passing = ['store-broken', 'store-suspended', 'store-full', 'store-memory'];
    const isAnswering = entries.wallet !== undefined && config.wallet.token !== undefined;
    return name === 'warehouse' && isAnswering && passing.includes(code);
  }

  #makePage(tokens: Tokens): Page {
    const { config, now } = this.#options;
    return makePage({
      config,
      tokens,
      now,
      part: (name) => this.#part(name),
      describe: () => this.#describe(),
    });
  }

  #part(name: PartName): Child | undefined {
    return this.#children.find((child) => child.name === name);
  }

  #unready(): string | undefined {
    if (this.#isStopping) return 'the daemon is stopping';
    for (const { part, not_ready } of this.#statuses()) {
      if (not_ready !== null) return `${part}: ${not_ready}`;
    }
    return undefined;
  }

  #statuses(): PartStatus[] {
    return this.#children.map(({ status }) => status);
  }

  /** The warehouse's process writes /status.json, with what it was told of all parts. */
  #tell(): Promise<void> {
    this.#isNews = true;
    this.#telling ??= this.#tellAll().finally(() => {
      this.#telling = undefined;
    });
    return this.#telling;
  }

  async #tellAll(): Promise<void> {
    while (this.#isNews) {
      this.#isNews = false;
      await this.#part('warehouse')?.tell(this.#statuses());
    }
  }

  #describe(): KnownOfDaemon {
    const parts = this.#statuses().map(({ part, details, ...more }) => [
      part,
      { ...more, ...details },
    ]);
    return {
      warehouse: this.#options.config.warehouse,
      daemon: { version: VERSION, pid: process.pid, store_fault: null },
      parts: Object.fromEntries(parts),
    };
  }
}

/** A folder that only this user can enter, under a name that nobody can know before. */
function makeSocketFolder(): string {
  const longest = join('ggr-XXXXXX', 'warehouse-1000000.sock').length;
  const base = Buffer.byteLength(tmpdir()) + 1 + longest > LONGEST_SOCKET_PATH ? '/tmp' : tmpdir();
  return mkdtempSync(join(base, 'ggr-'));
}
