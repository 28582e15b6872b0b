/**
 * The daemon: opens the store once, pulls on a timetable, and answers commands, SQL and status on the
 * internal address. The wallet and whatever else runs beside it are parts.
 */
import { mkdirSync, rmSync } from 'node:fs';
import { resolve } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { selectStreams } from '../config/select-streams.ts';
import { Interrupted, type StoreError } from '../contract/errors.ts';
import type { Net } from '../contract/net.ts';
import { openStoreNet } from '../extract/open-net.ts';
import { makeStoreFolder } from '../load/folder.ts';
import { openStore } from '../load/open-store.ts';
import type { Warehouse } from '../load/warehouse.ts';
import { type Cron, utcCron } from '../schedules/cron.ts';
import { type Runner, startRunner } from '../schedules/runner.ts';
import { makeTimetable, type ScheduleEntry } from '../schedules/timetable.ts';
import { closeServer } from '../wallet/close-server.ts';
import type { OperatorDesk } from '../wallet/operations.ts';
import { addCommandRoutes, type RunCommand } from './command-routes.ts';
import { makeHost } from './host.ts';
import { makeServer } from './http-server.ts';
import { listen } from './listener.ts';
import type { Log } from './log.ts';
import type { DaemonPart } from './part.ts';
import { makeQueryLimits } from './query-limits.ts';
import type { RemoteCommand } from './remote-command.ts';
import { logTerminal, pullDue } from './scheduled-sync.ts';
import type { Host, Session } from './session.ts';
import { addSqlRoute } from './sql-route.ts';
import { addStatusRoute, describeDaemon, troublesOf } from './status-route.ts';
import { keepToken } from './token.ts';

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
   * Called when DuckDB gave the store up: syncs have ended, parts go on answering. The store works
   * again only in a new process; whether and when to end this one is the caller's to say.
   */
  readonly onStoreFatal?: (fault: StoreError) => void;
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
  readonly #token: string;
  readonly #folder: string;
  readonly #entries: readonly ScheduleEntry[];
  readonly #app: FastifyInstance;
  readonly #queries = makeQueryLimits();
  readonly #host: Host;
  readonly #running = new Map<string, RemoteCommand>();
  readonly #started = Promise.withResolvers<void>();
  #state: State = 'starting';
  #address = '';
  #warehouse: Warehouse | undefined;
  #net: (Net & { close: () => Promise<void> }) | undefined;
  #runner: Runner | undefined;
  #storeFault: StoreError | undefined;
  #stopped: Promise<void> | undefined;

  constructor(options: DaemonOptions) {
    const { config } = options.session;
    this.#options = options;
    this.#host = makeHost({
      warehouse: () => this.#warehouse,
      net: () => this.#net,
      limited: this.#queries.limited,
      describe: () => describeDaemon(this.#runner, options.parts, this.#storeFault),
      troubles: () => troublesOf(this.#runner, options.parts, this.#storeFault),
      ...(options.desk && { desk: options.desk }),
    });
    this.#entries = entriesOf(options);
    this.#folder = resolve(`${config.warehouse}.exports`);
    makeStoreFolder(config.warehouse);
    this.#token = config.serve.apiToken ?? keepToken(config.warehouse);
    this.#started.promise.catch(() => {});
    this.#app = this.#makeApp();
  }

  get address(): string {
    return this.#address;
  }

  /** The address first, so that the lock file names it from its first moment. */
  async start(): Promise<void> {
    const { session, parts, log } = this.#options;
    const { config, catalogue, now } = session;
    this.#address = await listen(this.#app, config);
    const open = this.#options.openStore ?? openStore;
    this.#warehouse = await open({
      config,
      catalogue,
      now,
      command: 'serve',
      address: this.#address,
      memory: MEMORY,
      onBroken: (fault) => this.#giveUpStore(fault),
    });
    rmSync(this.#folder, { recursive: true, force: true });
    mkdirSync(this.#folder, { mode: 0o700 });
    await this.#warehouse.lockDown([this.#folder]);
    this.#net = openStoreNet({ store: config.warehouse, now });
    for (const part of parts) await part.listen?.(this.#warehouse);
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
    await this.#warehouse?.close();
    if (this.#warehouse) rmSync(this.#folder, { recursive: true, force: true });
    this.#options.log.info('stopped');
  }

  #makeApp(): FastifyInstance {
    const { session, parts, log, runCommand } = this.#options;
    const app = makeServer({
      token: this.#token,
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
      token: this.#token,
      folder: this.#folder,
      beforeRead,
      running: this.#running,
    });
    addSqlRoute(app, { session: reader, beforeRead, log });
    addStatusRoute(app, {
      session: reader,
      beforeRead,
      storeFault: () => this.#storeFault,
    });
    for (const part of parts) part.routes?.(app);
    return app;
  }

  #startRunner(): Runner {
    const { session, log, cron = utcCron } = this.#options;
    const terminal = logTerminal(log);
    const host = this.#host;
    return startRunner({
      entries: this.#entries,
      cron,
      now: session.now,
      pull: (entry, signal) => pullDue(entry, { ...session, terminal, signal, host }),
      onChange: ({ account, stream }, error) => {
        const where = { account: account.name, stream: stream.name };
        if (error === undefined) log.info(where, 'pulls again');
        else log.warn({ ...where, error }, 'could not pull');
      },
    });
  }

  async #beforeRead(): Promise<void> {
    if (this.#storeFault) throw this.#storeFault;
    for (const part of this.#options.parts) await part.beforeRead?.();
  }

  #unready(): string | undefined {
    if (this.#state !== 'ready') return `the daemon is ${this.#state}`;
    if (this.#storeFault) return this.#storeFault.message;
    for (const { name, ready } of this.#options.parts.map((p) => ({
      name: p.name,
      ready: p.ready?.(),
    }))) {
      if (ready !== undefined) return `${name}: ${ready}`;
    }
    return undefined;
  }

  #giveUpStore(fault: StoreError): void {
    if (this.#storeFault) return;
    this.#storeFault = fault;
    this.#options.log.fatal({ error: fault.message }, 'the store needs a new process; syncs end');
    void this.#runner?.stop().then(() => this.#options.onStoreFatal?.(fault));
    if (!this.#runner) this.#options.onStoreFatal?.(fault);
  }
}

function entriesOf({ session }: DaemonOptions): ScheduleEntry[] {
  const { config, catalogue } = session;
  const { accounts } = config;
  const selected = accounts.length > 0 ? selectStreams({ accounts, catalogue }, []) : [];
  return makeTimetable(selected, { ...config.schedules, ...config.serve.schedules });
}
