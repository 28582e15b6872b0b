/** Any Postgres client, answered by reader processes over snapshots: nothing of it waits for the store, or writes. */
import { randomInt } from 'node:crypto';
import { createServer, type Server, type Socket } from 'node:net';
import { createSecureContext, type SecureContext } from 'node:tls';
import { ConfigError, Interrupted } from '../../contract/errors.ts';
import type { Readers } from './asking.ts';
import { asWireError, Cancelled, WireError } from './errors.ts';
import { writeError } from './rows.ts';
import { Verifier } from './scram.ts';
import { Session } from './session.ts';
import { Settings } from './settings.ts';
import { type Key, type Line, receiveStart } from './startup.ts';

/** So long a client may take to prove its password. */
const START_MS = 10_000;
const MOST_CLIENTS = 200;
/** Clients, those that have not proved their password yet, and cancels: files are bounded, and readers need some. */
const MOST_CONNECTIONS = 300;
/** A client that vanished without a word is noticed, and does not keep its place for ever. */
const KEEP_ALIVE = { keepAlive: true, keepAliveInitialDelay: 60_000 };

export interface PostgresLog {
  readonly info: (about: object, message: string) => void;
  readonly error: (about: object, message: string) => void;
}

export interface PostgresOptions extends Readers {
  /** GGR_SQL_TOKEN: the password of every user. */
  readonly token: string;
  readonly host: string;
  /** 0: any that is free. */
  readonly port: number;
  /** PEM; without them TLS is declined. */
  readonly tls?: { readonly cert: string; readonly key: string } | undefined;
  readonly log: PostgresLog;
  /** Aborted when the daemon stops. */
  readonly stopping: AbortSignal;
}

export interface PostgresServer {
  readonly port: number;
  /** Ends every connection; resolves when nothing listens any more. */
  readonly close: () => Promise<void>;
}

/** Resolves when it listens. Throws ConfigError where it cannot. */
export async function startPostgres(options: PostgresOptions): Promise<PostgresServer> {
  const desk = new Desk(options);
  const server = createServer(
    { noDelay: true, ...KEEP_ALIVE },
    (socket) => void desk.receive(socket),
  );
  server.maxConnections = MOST_CONNECTIONS;
  await listen(server, options);
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : options.port;
  return {
    port,
    close: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      desk.close();
      await closed;
    },
  };
}

async function listen(server: Server, { host, port }: PostgresOptions): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      const message = `${host} port ${port} (GGR_PG_HOST, GGR_PG_PORT) cannot be listened on: ${cause.code ?? 'refused'}`;
      reject(new ConfigError(message, { hint: 'set GGR_PG_PORT to a free port', cause }));
    });
    server.listen(port, host, resolve);
  });
  server.removeAllListeners('error').on('error', () => {});
}

class Desk {
  readonly #options: PostgresOptions;
  readonly #verifier: Verifier;
  readonly #tls: SecureContext | undefined;
  readonly #sockets = new Set<Socket>();
  readonly #sessions = new Map<number, { readonly secret: number; readonly session: Session }>();

  constructor(options: PostgresOptions) {
    this.#options = options;
    this.#verifier = new Verifier(options.token);
    this.#tls = options.tls && createSecureContext(options.tls);
  }

  close(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  /** Sees one client from its first byte to its last; never throws. */
  async receive(socket: Socket): Promise<void> {
    this.#sockets.add(socket);
    socket.once('close', () => this.#sockets.delete(socket)).on('error', () => {});
    const gone = new AbortController();
    let line: Line | undefined;
    try {
      await this.#serve(socket, gone, (opened) => {
        line = opened;
      });
    } catch (error) {
      if (gone.signal.aborted || !line) return;
      const told = asWireError(error);
      if (told.state === 'XX000') this.#fault(error);
      writeError(line.outbox, told);
      await line.outbox.flush(AbortSignal.timeout(START_MS)).catch(() => {});
    } finally {
      (line?.socket ?? socket).end();
      // whoever does not read the end is not waited for
      setTimeout(() => socket.destroy(), START_MS).unref();
    }
  }

  async #serve(socket: Socket, gone: AbortController, open: (line: Line) => void): Promise<void> {
    const { stopping } = this.#options;
    const onGone = () => gone.abort(new Cancelled());
    const late = setTimeout(() => socket.destroy(), START_MS);
    const signal = AbortSignal.any([gone.signal, stopping]);
    const lobby = { verifier: this.#verifier, tls: this.#tls, signal, onGone };
    const start = await receiveStart(socket, lobby, open).finally(() => clearTimeout(late));
    if (!start) return;
    if ('cancel' in start) return this.#cancel(start.cancel);
    if (this.#sessions.size >= MOST_CLIENTS) {
      throw new WireError('53300', `more than ${MOST_CLIENTS} clients are connected`, {
        fatal: true,
      });
    }
    await this.#attend(start.line, start.settings, signal);
  }

  async #attend(
    line: Line,
    asked: ReadonlyMap<string, string>,
    signal: AbortSignal,
  ): Promise<void> {
    const { pool, hold, log, stopping } = this.#options;
    const settings = settingsOf(asked);
    for (const [name, value] of settings.reported) line.outbox.say('S', name, value);
    const key = this.#newKey();
    line.outbox.begin('K').int32(key.pid).int32(key.secret).end();
    const readers = { pool, hold };
    const onFault = (error: unknown) => this.#fault(error);
    const session = new Session({ line, readers, settings, signal, onFault });
    this.#sessions.set(key.pid, { secret: key.secret, session });
    const client = { client: settings.show('application_name') };
    log.info(client, 'a Postgres client connects');
    const stop = () => line.inbox.stop();
    stopping.addEventListener('abort', stop, { once: true });
    try {
      await session.run();
      if (stopping.aborted) throw new Interrupted();
    } finally {
      stopping.removeEventListener('abort', stop);
      this.#sessions.delete(key.pid);
      log.info(client, 'a Postgres client leaves');
    }
  }

  #newKey(): Key {
    for (;;) {
      const pid = randomInt(1, 0x7fffffff);
      if (!this.#sessions.has(pid)) return { pid, secret: randomInt(0, 0x7fffffff) };
    }
  }

  /** Whoever knows the key may end what that connection runs; nobody is told whether it was right. */
  #cancel({ pid, secret }: Key): void {
    const found = this.#sessions.get(pid);
    if (found?.secret === secret) found.session.cancel();
  }

  #fault(error: unknown): void {
    this.#options.log.error({ err: error }, 'a Postgres statement failed');
  }
}

/** What clients set with their start, `options` of the command line (-c name=value) among it. */
function settingsOf(asked: ReadonlyMap<string, string>): Settings {
  const settings = new Settings();
  for (const [name, value] of asked) {
    if (name === 'options') {
      for (const [, key = '', said = ''] of value.matchAll(/(?:-c\s*|--)([\w.]+)=((?:\\.|\S)*)/g)) {
        settings.set(key, said.replaceAll(/\\(.)/g, '$1'));
      }
    } else if (!['user', 'database', 'replication'].includes(name) && !name.startsWith('_pq_.')) {
      settings.set(name, value);
    }
  }
  settings.keep();
  return settings;
}
