/** The client's side: a command that finds the store held by a daemon runs there, and speaks here. */
import { createInterface } from 'node:readline';
import { Agent, type Dispatcher, request } from 'undici';
import { VERSION } from '../../config/version.ts';
import { DaemonError, GgrError } from '../../contract/errors.ts';
import { readHolder } from '../../load/lock.ts';
import { fingerprints } from '../../serve/fingerprints.ts';
import type { Session } from '../../serve/session.ts';
import { readToken } from '../../serve/token.ts';
import { type CommandRequest, HEARTBEAT_MS, type Line, type Reply } from '../../serve/wire.ts';
import { Listener } from './line-listener.ts';

/** So many signs of life may fail to come. */
const SILENCE_MS = 6 * HEARTBEAT_MS;

interface DaemonAddress {
  readonly address: string;
  readonly pid: number;
}

/** The daemon that holds the store, if one does. */
export function findDaemon(storePath: string): DaemonAddress | undefined {
  const holder = readHolder(storePath);
  return holder?.address ? { address: holder.address, pid: holder.pid } : undefined;
}

/**
 * Runs a command line in the daemon that holds the store. Returns its exit code, or undefined if there
 * is no daemon. Throws DaemonError when the daemon refuses it or dies.
 */
export async function runInDaemon(
  session: Session,
  argv: readonly string[],
): Promise<number | undefined> {
  const { config } = session;
  const daemon = findDaemon(config.warehouse);
  if (!daemon) return undefined;
  const token = config.serve.apiToken ?? readToken(config.warehouse);
  if (token === undefined) throw refused(daemon, 'there is no token for it', config.warehouse);
  const dispatcher = new Agent({ headersTimeout: SILENCE_MS, bodyTimeout: SILENCE_MS });
  const post: Post = (path, body) =>
    request(`${daemon.address}${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
      dispatcher,
    });
  const asked: CommandRequest = {
    version: VERSION,
    argv,
    can_ask: session.terminal.ask !== undefined,
    user: session.user,
    settings: fingerprints(config, token),
  };
  try {
    const response = await post('/commands', asked).catch((error: unknown) => {
      // Its lock file is old, or it is just ending: opening the store tells which.
      if (isNobodyThere(error)) return undefined;
      throw gone(daemon, error);
    });
    if (!response) return undefined;
    if (response.statusCode !== 200) throw await asRefusal(daemon, response, config.warehouse);
    return await follow(response, { session, daemon, post });
  } finally {
    await dispatcher.destroy();
  }
}

type Post = (path: string, body: CommandRequest | Reply) => Promise<Dispatcher.ResponseData>;

interface Following {
  readonly session: Session;
  readonly daemon: DaemonAddress;
  readonly post: Post;
}

async function follow(
  response: Dispatcher.ResponseData,
  { session, daemon, post }: Following,
): Promise<number> {
  const listener = new Listener(session, async (id, reply) => {
    const answer = await post(`/commands/${id}`, reply).catch(() => undefined);
    await answer?.body.dump();
  });
  const lines = createInterface({ input: response.body });
  // where we stop to listen before the end, the body's end comes as an error that nobody waits for
  lines.on('error', () => {});
  try {
    for await (const text of lines) {
      await listener.hear(JSON.parse(text) as Line);
    }
  } catch (error) {
    if (error instanceof GgrError) throw error;
    if (listener.exitCode === undefined) throw gone(daemon, error);
  } finally {
    listener.close();
  }
  if (listener.exitCode === undefined) throw gone(daemon, undefined);
  return listener.exitCode;
}

function isNobodyThere(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ECONNREFUSED';
}

function gone({ pid, address }: DaemonAddress, cause: unknown): DaemonError {
  return new DaemonError(
    'daemon-gone',
    `the daemon (process ${pid}, ${address}) went away before the command ended`,
    { hint: 'what was committed is kept; look at its log, and run the command again', cause },
  );
}

function refused({ pid }: DaemonAddress, reason: string, store: string): DaemonError {
  return new DaemonError(
    'daemon-refuses',
    `the daemon (process ${pid}) cannot be asked: ${reason}`,
    {
      hint: `set GGR_API_TOKEN as it is set for the daemon, or make ${store}.token readable for this user`,
    },
  );
}

interface Problem {
  readonly error?: { readonly code?: string; readonly message?: string; readonly hint?: string };
}

async function asRefusal(
  daemon: DaemonAddress,
  { statusCode, body }: Dispatcher.ResponseData,
  store: string,
): Promise<DaemonError> {
  const { error } = (await body.json().catch(() => ({}))) as Problem;
  const message = error?.message ?? `it answered ${statusCode}`;
  if (statusCode === 401 || statusCode === 403) return refused(daemon, message, store);
  const code = error?.code === 'daemon-version' ? 'daemon-version' : 'daemon-refuses';
  return new DaemonError(code, `the daemon (process ${daemon.pid}): ${message}`, {
    hint: error?.hint,
  });
}
