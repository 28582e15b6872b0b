/**
 * The daemon: opens the store once, pulls on a timetable, and answers commands, SQL and status on the
 * internal address. The wallet and whatever else runs beside it are parts.
 */
import { rmSync } from 'node:fs';
import { resolve } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { Interrupted, type StoreError } from '../contract/errors.ts';
import type { Net } from '../contract/net.ts';
import { openStoreNet } from '../extract/open-net.ts';
import { makeStoreFolder } from '../load/folder.ts';
import { openStore } from '../load/open-store.ts';
import type { Cron } from '../schedules/cron.ts';
import type { Runner } from '../schedules/runner.ts';
import type { ScheduleEntry } from '../schedules/timetable.ts';
import { closeServer } from '../wallet/close-server.ts';
import type { OperatorDesk } from '../wallet/operations.ts';
import type { Tokens } from './access.ts';
import { addCommandRoutes, type RunCommand } from './command-routes.ts';
import { makeHost } from './host.ts';
import { makeServer } from './http-server.ts';
import { listen } from './listener.ts';
import type { Log } from './log.ts';
import type { DaemonPart } from './part.ts';
import { makeNonce, makeProver } from './proof.ts';
import { startPulls } from './pulls.ts';
import { makeQueryLimits } from './query-limits.ts';
import type { RemoteCommand } from './remote-command.ts';
import { entriesOf, logTerminal } from './scheduled-sync.ts';
import type { Host, Session } from './session.ts';
import { addSqlRoute } from './sql-route.ts';
import { addStatusRoute, describeDaemon, troublesOf } from './status-route.ts';
import { lockDown, StoreKeeper } from './store-keeper.ts';
import { keepTokens } from './token.ts';

/** Loading's own limit and room for queries beside it. */
const MEMORY = '1GB';
/** What a query that was taken before the end may still take. */
const QUERY_GRACE_MS = 2000;

export interface DaemonOptions {
  readonly session: Pick<Session, 'config' | 'catalogue' | 'now' | 'user'>;
  readonly parts: readonly DaemonPart[];
  readonly runCommand: RunCommand;
  /** The wallet's desk, for the commands that run here. */
  readonly desk?: OperatorDesk;
  readonly log: Log;
  readonly cron?: Cron;
  readonly openStore?: typeof openStore;
  /**
   * Called when DuckDB gave the store up for another reason than a full disk: syncs have ended, parts go
   * on answering. The store works again only in a new process; whether and when to end this one is the
   * caller's to say.
   */
  readonly onStoreFatal?: (fault: StoreError) => void;
  /** How often a full disk is looked at. */
  readonly lookAtDiskEveryMs?: number;
}

type State = 'starting' | 'ready' | 'stopping';

/** Starts everything; resolves when the daemon is ready. What fails is closed again and thrown. */
export async function startDaemon(options: DaemonOptions): Promise<Daemon> {
  const daemon = new Daemon(options);
  try {
    await daemon.start();
    return daemon;
  } catch (error) {
    await daemon.stop();
    throw error;
  }
}

export class Daemon {
  readonly #options: DaemonOptions;
  readonly #tokens: Tokens;
  /** Of this start, in the lock file. */
  readonly #id = makeNonce();
  readonly #folder: string;
  readonly #entries: readonly ScheduleEntry[];
  readonly #app: FastifyInstance;
  readonly #queries = makeQueryLimits();
  readonly #host: Host;
  readonly #running = new Map<string, RemoteCommand>();
  readonly #started = Promise.withResolvers<void>();
  #state: State = 'starting';
  #address = '';
  readonly #store: StoreKeeper;
  #net: (Net & { close: () => Promise<void> }) | undefined;
  #runner: Runner | undefined;
  #stopped: Promise<void> | undefined;

  constructor(options: DaemonOptions) {
    const { config } = options.session;
    this.#options = options;
    this.#store = this.#makeStore();
    this.#host = makeHost({
      warehouse: () => this.#store.warehouse,
      net: () => this.#net,
      limited: this.#queries.limited,
      describe: () => describeDaemon(this.#runner, options.parts, this.#store.fault),
      troubles: () => troublesOf(this.#runner, options.parts, this.#store.fault),
      ...(options.desk && { desk: options.desk }),
    });
    this.#entries = entriesOf(options.session);
    this.#folder = resolve(`${config.warehouse}.exports`);
    makeStoreFolder(config.warehouse);
    this.#tokens = keepTokens(config);
    this.#started.promise.catch(() => {});
    this.#app = this.#makeApp();
  }

  get address(): string {
    return this.#address;
  }

  /** The address first, so that the lock file names it from its first moment. */
  async start(): Promise<void> {
    const { session, parts, log } = this.#options;
    const { config, now } = session;
    this.#address = await listen(this.#app, config);
    const warehouse = await this.#store.open();
    const { warehouse: store, network } = config;
    this.#net = openStoreNet({ store, now, network, note: (line) => log.warn(line) });
    for (const part of parts) await part.listen?.(warehouse);
    this.#runner = this.#startRunner();
    this.#state = 'ready';
    this.#started.resolve();
    log.info({ address: this.#address, store: config.warehouse }, 'ready');
  }

  /**
   * Takes no more requests, ends syncs and commands at a window's border, answers what it took, stops
   * the parts, closes the store and removes the lock, in this order.
   */
  stop(): Promise<void> {
    this.#stopped ??= this.#stop();
    return this.#stopped;
  }

  async #stop(): Promise<void> {
    this.#state = 'stopping';
    this.#started.reject(new Interrupted());
    const grace = setTimeout(() => void this.#queries.stop(new Interrupted()), QUERY_GRACE_MS);
    for (const command of this.#running.values()) command.abort();
    await this.#runner?.stop();
    await closeServer(this.#app);
    clearTimeout(grace);
    await this.#queries.stop(new Interrupted());
    await Promise.all([...this.#running.values()].map((command) => command.ended));
    for (const part of this.#options.parts.toReversed()) {
      await part.stop().catch((error: unknown) => {
        this.#options.log.error({ part: part.name, err: error }, 'a part did not stop cleanly');
      });
    }
    await this.#net?.close();
    const wasOpen = await this.#store.close();
    if (wasOpen) rmSync(this.#folder, { recursive: true, force: true });
    this.#options.log.info('stopped');
  }

  #makeStore(): StoreKeeper {
    const { session, log, onStoreFatal, openStore: open = openStore, ...more } = this.#options;
    const { config, catalogue, now } = session;
    return new StoreKeeper({
      path: config.warehouse,
      log,
      lookEveryMs: more.lookAtDiskEveryMs,
      open: async (onBroken) => {
        const listener = { address: this.#address, id: this.#id };
        const wanted = { config, catalogue, now, command: 'serve', listener, memory: MEMORY };
        const warehouse = await open({ ...wanted, onBroken });
        return lockDown(warehouse, this.#folder, resolve(config.publishDir));
      },
      onFault: async (fault) => {
        for (const command of this.#running.values()) command.abort(fault);
        await this.#runner?.stop();
      },
      onMended: (warehouse) => {
        for (const part of this.#options.parts) part.reopened?.(warehouse);
        if (this.#state === 'ready') this.#runner = this.#startRunner();
      },
      onFatal: (fault) => onStoreFatal?.(fault),
    });
  }

  #makeApp(): FastifyInstance {
    const { session, parts, log, runCommand } = this.#options;
    const app = makeServer({
      tokens: this.#tokens,
      prove: makeProver(this.#tokens.api, this.#id),
      log,
      unready: () => this.#unready(),
      started: this.#started.promise,
      isStopping: () => this.#state === 'stopping',
    });
    const host = this.#host;
    const beforeRead = () => this.#beforeRead();
    const reader = { ...session, terminal: logTerminal(log), signal: AbortSignal.any([]), host };
    addCommandRoutes(app, {
      runCommand,
      host,
      session,
      log,
      token: this.#tokens.api,
      folder: this.#folder,
      beforeRead,
      running: this.#running,
    });
    addSqlRoute(app, { session: reader, beforeRead, log });
    addStatusRoute(app, {
      session: reader,
      beforeRead,
      storeFault: () => this.#store.fault,
    });
    for (const part of parts) part.routes?.(app);
    return app;
  }

  #startRunner(): Runner {
    const { session, parts, log, cron } = this.#options;
    const onPulled = () => {
      for (const part of parts) part.pulled?.();
    };
    return startPulls({ entries: this.#entries, session, host: this.#host, log, cron, onPulled });
  }

  async #beforeRead(): Promise<void> {
    if (this.#store.fault) throw this.#store.fault;
    for (const part of this.#options.parts) await part.beforeRead?.();
  }

  #unready(): string | undefined {
    if (this.#state !== 'ready') return `the daemon is ${this.#state}`;
    if (this.#store.fault) return this.#store.fault.message;
    for (const { name, ready } of this.#options.parts.map((p) => ({
      name: p.name,
      ready: p.ready?.(),
    }))) {
      if (ready !== undefined) return `${name}: ${ready}`;
    }
    return undefined;
  }
}
