/** One of the operator's calls of the wallet, asked of the daemon that serves it. */
import { Agent, type Dispatcher, request } from 'undici';
import { DaemonError, WalletError } from '../../contract/errors.ts';
import { isNobodyThere, type ProvenDaemon } from '../../serve/holder.ts';
import { parseJson, toJson } from '../../transform/json.ts';
import type { OperatorDesk } from '../../wallet/operations.ts';
import type { Told } from '../../wallet/operator-calls.ts';

/** A call as HTTP asks it, and as a wallet of this process is asked. */
export interface DeskCall {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly path: string;
  readonly body?: object;
  /** Called where no daemon answers, before a wallet is opened here. */
  readonly before?: () => void;
  readonly here: (desk: OperatorDesk) => Promise<Told>;
}

/** The wallet commits in milliseconds; a part that is being started anew is waited for. */
const PATIENCE_MS = 60_000;

interface Problem {
  readonly error?: { readonly code?: string; readonly message?: string; readonly hint?: string };
}

/**
 * What it told; undefined where nobody listens there any more. Throws a WalletError where the wallet does
 * not serve, a DaemonError where it could not be asked, or `daemon-gone` where nobody knows what came of it.
 */
export async function callOverHttp(
  daemon: ProvenDaemon,
  { method, path, body }: DeskCall,
): Promise<Told | undefined> {
  const dispatcher = new Agent({ headersTimeout: PATIENCE_MS, bodyTimeout: PATIENCE_MS });
  try {
    const response = await request(`${daemon.address}${path}`, {
      method,
      headers: { authorization: `Bearer ${daemon.token}`, 'content-type': 'application/json' },
      ...(body && { body: toJson(body) }),
      dispatcher,
    });
    return await tell(daemon, response);
  } catch (error) {
    if (isNobodyThere(error)) return undefined;
    if (error instanceof DaemonError || error instanceof WalletError) throw error;
    const says = 'went away before the call was answered';
    throw refusedBy(daemon, 'daemon-gone', { message: says, cause: error });
  } finally {
    await dispatcher.destroy();
  }
}

async function tell(daemon: ProvenDaemon, response: Dispatcher.ResponseData): Promise<Told> {
  const { statusCode: status } = response;
  const document = parseJson(await response.body.text()) as object;
  const { code, message = `it answered ${status}`, hint } = (document as Problem).error ?? {};
  if (status === 503 && code === 'wallet') throw new WalletError(message, { hint });
  if (status === 401 || status === 403 || status === 503) {
    throw refusedBy(daemon, 'daemon-refuses', { message, hint });
  }
  // it was asked, and failed or ended: a 502 of the supervisor, a 500 of the wallet
  if (status >= 500) throw refusedBy(daemon, 'daemon-gone', { message, hint });
  return { status, document };
}

interface Refused {
  readonly message: string;
  readonly hint?: string | undefined;
  readonly cause?: unknown;
}

function refusedBy(
  { pid }: ProvenDaemon,
  code: 'daemon-gone' | 'daemon-refuses',
  { message, hint, cause }: Refused,
): DaemonError {
  return new DaemonError(code, `the daemon (process ${pid}): ${message}`, {
    hint: hint ?? 'look at its log, and run the command again',
    cause,
  });
}
