/** The client's side: a command that finds the store held by a daemon runs there, and speaks here. */
import { createInterface } from 'node:readline';
import { Agent, type Dispatcher, request } from 'undici';
import { z } from 'zod';
import { VERSION } from '../../config/version.ts';
import { DaemonError, GgrError, StoreError } from '../../contract/errors.ts';
import { fingerprints } from '../../serve/fingerprints.ts';
import {
  askHolder,
  type Doubt,
  isAlive,
  isNobodyThere,
  type ProvenDaemon,
} from '../../serve/holder.ts';
import type { Session } from '../../serve/session.ts';
import { type CommandRequest, HEARTBEAT_MS, type Line, type Reply } from '../../serve/wire.ts';
import type { Work } from './command-line.ts';
import { Listener } from './line-listener.ts';

/** How often a daemon that says nothing is asked whether it lives, and how often in a row it may fail to say so. */
const LOOK_EVERY_MS = 2 * HEARTBEAT_MS;
const MOST_SILENCES = 3;

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
  // no limit of its own: a part that starts anew or ships a backlog first may take minutes, and its daemon lives
  const dispatcher = new Agent({ headersTimeout: 0, bodyTimeout: 0 });
  const watch = watchDaemon(daemon);
  const post: Post = (path, body) =>
    request(`${daemon.address}${path}`, {
      signal: watch.signal,
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
      return gone(daemon, error);
    });
    if (!response) return undefined;
    if (response.statusCode !== 200) throw await asRefusal(daemon, response);
    return await follow(response, { session, daemon, post });
  } finally {
    watch.stop();
    await dispatcher.destroy();
  }
}

/** Looks whether a daemon lives, and aborts where it does not: it may say nothing for as long as it works. */
function watchDaemon(daemon: ProvenDaemon): { readonly signal: AbortSignal; stop(): void } {
  const controller = new AbortController();
  let silences = 0;
  const timer = setInterval(async () => {
    silences = (await isAlive(daemon)) ? 0 : silences + 1;
    if (silences >= MOST_SILENCES) controller.abort();
  }, LOOK_EVERY_MS);
  timer.unref();
  return { signal: controller.signal, stop: () => clearInterval(timer) };
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
    if (listener.exitCode === undefined) return gone(daemon, error);
  } finally {
    listener.close();
  }
  if (listener.exitCode === undefined) return gone(daemon, undefined);
  return listener.exitCode;
}

/** Throws what became of it: a daemon goes on where the process that ran the command has ended. */
async function gone(daemon: ProvenDaemon, cause: unknown): Promise<never> {
  const { pid, address } = daemon;
  const isUp = await isAlive(daemon);
  const who = isUp
    ? `the warehouse process of the daemon (process ${pid}, ${address})`
    : `the daemon (process ${pid}, ${address})`;
  const goesOn = isUp
    ? 'the daemon goes on and starts it again: `ggr status` and the log of `ggr serve` say why it ended; '
    : 'look at its log; ';
  throw new DaemonError('daemon-gone', `${who} went away before the command ended`, {
    hint: `what was committed is kept; ${goesOn}run the command again`,
    cause,
  });
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
