/** The client's side: a command that finds the store held by a daemon runs there, and speaks here. */
import { createInterface } from 'node:readline';
import { Agent, type Dispatcher, request } from 'undici';
import { z } from 'zod';
import { VERSION } from '../../config/version.ts';
import { DaemonError, GgrError, StoreError } from '../../contract/errors.ts';
import { fingerprints } from '../../serve/fingerprints.ts';
import { askHolder, type Doubt, isNobodyThere, type ProvenDaemon } from '../../serve/holder.ts';
import type { Session } from '../../serve/session.ts';
import { type CommandRequest, HEARTBEAT_MS, type Line, type Reply } from '../../serve/wire.ts';
import type { Work } from './command-line.ts';
import { Listener } from './line-listener.ts';

/** So many signs of life may fail to come. */
const SILENCE_MS = 6 * HEARTBEAT_MS;

/**
 * Runs a command line in the daemon that holds the store, or `work` here where none does. Returns the exit
 * code. Throws DaemonError when the daemon refuses it or dies.
 */
export async function runInDaemon(
  session: Session,
  argv: readonly string[],
  work: Work,
): Promise<number> {
  const { daemon, doubt } = await askHolder(session.config);
  const there = daemon && (await runThere(session, argv, daemon));
  if (there !== undefined) return there;
  try {
    return await work(session);
  } catch (error) {
    throw doubt && isHeld(error) ? refusedBy(error, doubt) : error;
  }
}

/** Its exit code; undefined where the daemon is just ending: opening the store tells. */
async function runThere(
  session: Session,
  argv: readonly string[],
  daemon: ProvenDaemon,
): Promise<number | undefined> {
  const { config } = session;
  const { token } = daemon;
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
    is_watched: session.terminal.progress !== undefined,
    user: session.user,
    settings: fingerprints(config, token),
  };
  try {
    const response = await post('/commands', asked).catch((error: unknown) => {
      if (isNobodyThere(error)) return undefined;
      throw gone(daemon, error);
    });
    if (!response) return undefined;
    if (response.statusCode !== 200) throw await asRefusal(daemon, response);
    return await follow(response, { session, daemon, post });
  } finally {
    await dispatcher.destroy();
  }
}

const STATUS = z.object({
  daemon: z.object({ store_fault: z.string().nullable(), version: z.string().optional() }),
  clock_behind_seconds: z.number().default(0),
});
export type DaemonStatus = z.infer<typeof STATUS>;

/** What of its status `doctor` looks at; undefined where it gives none. */
export async function askStatus({
  address,
  token,
}: ProvenDaemon): Promise<DaemonStatus | undefined> {
  try {
    const headers = { authorization: `Bearer ${token}` };
    const { body } = await request(`${address}/status.json`, { headers });
    return STATUS.safeParse(await body.json()).data;
  } catch {
    return undefined;
  }
}

/** Whether DuckDB says that another process has the store. */
export function isHeld(error: unknown): error is StoreError {
  return error instanceof StoreError && error.code === 'store-locked';
}

/** The same, with what is known of whoever has it. */
export function refusedBy(cause: StoreError, { says, hint }: Doubt): DaemonError {
  return new DaemonError('daemon-refuses', `${cause.message}; ${says}`, { hint, cause });
}

type Post = (path: string, body: CommandRequest | Reply) => Promise<Dispatcher.ResponseData>;

interface Following {
  readonly session: Session;
  readonly daemon: ProvenDaemon;
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

function gone({ pid, address }: ProvenDaemon, cause: unknown): DaemonError {
  return new DaemonError(
    'daemon-gone',
    `the daemon (process ${pid}, ${address}) went away before the command ended`,
    { hint: 'what was committed is kept; look at its log, and run the command again', cause },
  );
}

interface Problem {
  readonly error?: { readonly code?: string; readonly message?: string; readonly hint?: string };
}

async function asRefusal(
  daemon: ProvenDaemon,
  { statusCode, body }: Dispatcher.ResponseData,
): Promise<DaemonError> {
  const { error } = (await body.json().catch(() => ({}))) as Problem;
  const message = error?.message ?? `it answered ${statusCode}`;
  const code = error?.code === 'daemon-version' ? 'daemon-version' : 'daemon-refuses';
  return new DaemonError(code, `the daemon (process ${daemon.pid}): ${message}`, {
    hint: error?.hint,
  });
}
