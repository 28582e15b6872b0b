/** What the warehouse's process does: opens the store once, pulls on a timetable, answers commands and status. */
import { rmSync } from 'node:fs';
import { resolve } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { Interrupted } from '../contract/errors.ts';
import { makeStoreFolder } from '../load/folder.ts';
import { openStore } from '../load/open-store.ts';
import type { ScheduleEntry } from '../schedules/timetable.ts';
import { closeServer } from '../wallet/close-server.ts';
import type { Tokens } from './access.ts';
import { addCommandRoutes } from './command-routes.ts';
import type { DaemonOptions } from './daemon-options.ts';
import {
  describeDaemon,
  doingOf,
  type Standing,
  troublesOf,
  unreadyOf,
} from './describe-daemon.ts';
import { makeHost } from './host.ts';
import { makeServer } from './http-server.ts';
import type { RunningPulls } from './job-times.ts';
import { type CountedNet, openCountedNet } from './open-counted-net.ts';
import { makeOwnChecks } from './own-checks.ts';
import type { PartStatus } from './part-messages.ts';
import { makeNonce, makeProver } from './proof.ts';
import { startPulls } from './pulls.ts';
import { makeQueryLimits } from './query-limits.ts';
import type { RemoteCommand } from './remote-command.ts';
import { entriesOf, logTerminal } from './scheduled-sync.ts';
import type { Host } from './session.ts';
import { addStatusRoute } from './status-route.ts';
import { lockDown, StoreKeeper } from './store-keeper.ts';
import { keepTokens } from './token.ts';

/** Loading's own limit and room for queries beside it. */
const MEMORY = '1GB';
/** What a query that was taken before the end may still take. */
const QUERY_GRACE_MS = 2000;

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
  readonly #id: string;
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
  #net: CountedNet | undefined;
  #runner: RunningPulls | undefined;
  #drained: Promise<void> | undefined;
  #stopped: Promise<void> | undefined;
  #processes: readonly PartStatus[] = [];

  constructor(options: DaemonOptions) {
    const { config } = options.session;
    this.#options = options;
    this.#id = options.at?.id ?? makeNonce();
    this.#store = this.#makeStore();
    this.#host = makeHost({
      warehouse: () => this.#store.warehouse,
      net: () => this.#net,
      limited: this.#queries.limited,
      ownChecks: makeOwnChecks(config, options.hold),
      describe: () => describeDaemon(this.#standing()),
      troubles: () => troublesOf(this.#standing()),
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
    const { at, session, parts, log } = this.#options;
    const { config, now } = session;
    const where = at ? { path: at.socket } : { host: config.serve.host, port: config.serve.port };
    const listened = await this.#app.listen(where);
    this.#address = at?.address ?? listened;
    const warehouse = await this.#store.open();
    this.#net = openCountedNet({ config, now, log, tracing: this.#options.tracing });
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

  /** The first half: takes no more, and ends what is under way. */
  drain(): Promise<void> {
    this.#drained ??= this.#drain();
    return this.#drained;
  }

  /** How the processes beside this one are, for the status. */
  told(processes: readonly PartStatus[]): void {
    this.#processes = processes;
  }

  /** Why no work is taken, or nothing. */
  unready(): string | undefined {
    if (this.#state !== 'ready') return `the daemon is ${this.#state}`;
    return unreadyOf(this.#standing());
  }

  /** What is under way, in a few words; undefined where nothing is. */
  doing(): string | undefined {
    const commands = [...this.#running.values()].map(({ name }) => name);
    return doingOf(commands, this.#queries.running(), this.#runner);
  }

  async #drain(): Promise<void> {
    this.#state = 'stopping';
    this.#started.reject(new Interrupted());
    const grace = setTimeout(() => void this.#queries.stop(new Interrupted()), QUERY_GRACE_MS);
    for (const command of this.#running.values()) command.abort();
    await this.#runner?.stop();
    await closeServer(this.#app);
    clearTimeout(grace);
    await this.#queries.stop(new Interrupted());
    await Promise.all([...this.#running.values()].map((command) => command.ended));
  }

  async #stop(): Promise<void> {
    await this.drain();
    for (const part of this.#options.parts.toReversed()) {
      await part.stop().catch((error: unknown) => {
        this.#options.log.error({ part: part.name, err: error }, 'a part did not stop cleanly');
      });
    }
    await this.#net?.close();
    const wasOpen = await this.#store.close();
    if (wasOpen) rmSync(this.#folder, { recursive: true, force: true });
    this.#options.log.info('the store is closed');
  }

  #makeStore(): StoreKeeper {
    const { at, session, log, openStore: open = openStore, ...more } = this.#options;
    const { config, catalogue, now } = session;
    return new StoreKeeper({
      path: config.warehouse,
      log,
      lookEveryMs: more.lookAtDiskEveryMs,
      open: async (onBroken) => {
        const listener = { address: this.#address, id: this.#id, supervisor: at?.supervisor };
        const wanted = { config, catalogue, now, command: 'serve', listener, memory: MEMORY };
        const warehouse = await open({ ...wanted, onBroken });
        return lockDown(warehouse, this.#folder, resolve(config.publishDir));
      },
      onFault: async (fault) => {
        this.#options.onStoreFault?.();
        for (const command of this.#running.values()) command.abort(fault);
        await this.#runner?.stop();
      },
      onMended: (warehouse) => {
        for (const part of this.#options.parts) part.reopened?.(warehouse);
        if (this.#state === 'ready') this.#runner = this.#startRunner();
        this.#options.onStoreFault?.();
      },
      onFatal: (fault) => more.onStoreFatal?.(fault),
    });
  }

  #makeApp(): FastifyInstance {
    const { session, parts, log, runCommand } = this.#options;
    const app = makeServer({
      tokens: this.#tokens,
      prove: makeProver(this.#tokens.api, this.#id),
      log,
      unready: () => this.unready(),
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
      beforeRead,
      running: this.#running,
    });
    const storeFault = () => this.#store.fault;
    addStatusRoute(app, { session: reader, beforeRead, storeFault });
    for (const part of parts) part.routes?.(app);
    return app;
  }

  #startRunner(): RunningPulls {
    const onPulled = () => {
      for (const part of this.#options.parts) part.pulled?.();
    };
    return startPulls({ ...this.#options, entries: this.#entries, host: this.#host, onPulled });
  }

  async #beforeRead(): Promise<void> {
    if (this.#store.fault) throw this.#store.fault;
    for (const part of this.#options.parts) await part.beforeRead?.();
  }

  #standing(): Standing {
    const { parts, at } = this.#options;
    const { fault } = this.#store;
    const pid = at?.supervisor ?? process.pid;
    const traffic = this.#net?.traffic.all() ?? [];
    const processes = this.#processes;
    return { pid, runner: this.#runner, parts, storeFault: fault, processes, traffic };
  }
}
