/** Who holds a store, asked and not believed: no token goes to an address that has not proven itself. */
import { Agent, request } from 'undici';
import { z } from 'zod';
import type { Config } from '../config/config.ts';
import { pidToEnd } from '../load/describe-holder.ts';
import { type Holder, readHolder, readHolderAt } from '../load/lock.ts';
import { isProof, makeNonce, makeProver } from './proof.ts';
import { readToken } from './token.ts';

/** A daemon whose answers come: /livez waits for nothing, but a busy process may stand still for seconds. */
const PATIENCE_MS = 10_000;
const LARGEST_ANSWER = 64 * 1024;

const ANSWER = z.object({ proof: z.string().optional() });

/** A daemon that holds the store and the token. */
export interface ProvenDaemon {
  readonly address: string;
  readonly pid: number;
  readonly token: string;
}

/** Why what the lock file names is not known to be the daemon, and what to do if it is. */
export interface Doubt {
  readonly says: string;
  readonly hint: string;
}

/** One of both, or neither: then no daemon is there. */
export interface Holding {
  readonly daemon?: ProvenDaemon;
  readonly doubt?: Doubt;
}

/** Asks whoever the lock file names for its proof. Never throws: the store's own lock decides what is held. */
export async function askHolder(config: Asking): Promise<Holding> {
  return askAt(readHolder(config.warehouse), config);
}

/** The same of whoever serves the wallet of the store: the operator's calls go there. */
export async function askDesk(config: Asking): Promise<Holding> {
  return askAt(readHolderAt(deskPath(config.warehouse)), config);
}

/** Where that one names itself. */
export const deskPath = (storePath: string): string => `${storePath}.desk`;

type Asking = Pick<Config, 'warehouse' | 'serve'>;

async function askAt(holder: Holder | undefined, { warehouse, serve }: Asking): Promise<Holding> {
  if (holder?.address === undefined) return {};
  const { address, id } = holder;
  if (id === undefined) return { doubt: doubtOf(holder, 'is an older ggr, or no ggr at all', OLD) };
  const token = serve.apiToken ?? readToken(warehouse);
  const tokenHint = `set GGR_API_TOKEN as it is set for the daemon, or make ${warehouse}.token readable for this user`;
  if (token === undefined)
    return { doubt: doubtOf(holder, 'has a token, and here is none', tokenHint) };
  const challenge = makeNonce();
  const answer = await ask(`${address}/livez?challenge=${challenge}`);
  if (answer === 'nobody') return {};
  if (answer === undefined) {
    return { doubt: doubtOf(holder, 'did not answer as a daemon does', SILENT) };
  }
  const proof = makeProver(token, id)(challenge) ?? '';
  if (isProof(answer, proof)) return { daemon: { address, pid: pidToEnd(holder), token } };
  const says = 'is another daemon, or the bearer token is wrong for it';
  return { doubt: doubtOf(holder, says, tokenHint) };
}

const OLD = 'use the same version for both: start `ggr serve` again after an upgrade';
const SILENT = 'look at its log, or end that process and run the command again';

function doubtOf({ address }: Holder, says: string, hint: string): Doubt {
  return { says: `what listens at ${address} ${says}, so it was given no token`, hint };
}

/** Whether one that has proven itself still answers. */
export async function isAlive({ address }: ProvenDaemon): Promise<boolean> {
  const dispatcher = new Agent();
  try {
    const signal = AbortSignal.timeout(PATIENCE_MS);
    const { statusCode, body } = await request(`${address}/livez`, { dispatcher, signal });
    await body.dump();
    return statusCode === 200;
  } catch {
    return false;
  } finally {
    await dispatcher.destroy();
  }
}

/** The proof in the answer; undefined where it is none, "nobody" where nobody listens. */
async function ask(url: string): Promise<string | 'nobody' | undefined> {
  const dispatcher = new Agent({ maxResponseSize: LARGEST_ANSWER });
  try {
    const signal = AbortSignal.timeout(PATIENCE_MS);
    const { statusCode, body } = await request(url, { dispatcher, signal });
    const document = ANSWER.safeParse(await body.json());
    return statusCode === 200 ? document.data?.proof : undefined;
  } catch (error) {
    return isNobodyThere(error) ? 'nobody' : undefined;
  } finally {
    await dispatcher.destroy();
  }
}

/** An error of a connection that nobody took. */
export function isNobodyThere(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ECONNREFUSED';
}
