/** Asks a part over its socket on behalf of the page; a part that is down, or slow, is away. */
import { request } from 'node:http';
import type { Child } from './child.ts';
import { Away } from './page/data.ts';
import type { PartName } from './part-messages.ts';

export interface Question {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly token: string;
  readonly body?: object;
  readonly withinMs: number;
}

export interface PartAnswer {
  readonly status: number;
  readonly asOf: string | undefined;
  readonly document: unknown;
}

/** Panels are sums: what is larger is no answer to one. */
const MOST_CHARACTERS = 16 * 1024 * 1024;

/** Throws Away. */
export async function askPart(
  name: PartName,
  child: Child | undefined,
  question: Question,
): Promise<PartAnswer> {
  if (!child) throw new Away(`this \`ggr serve\` runs no ${name}`);
  if (child.state !== 'up') {
    const { last_reason } = child.status;
    const why = last_reason === null ? '' : `: ${last_reason}`;
    throw new Away(`the ${name} process is away${why}`, 'it is started again by itself');
  }
  try {
    return await send(child.socket, question);
  } catch (error) {
    const { message } = error as Error;
    throw new Away(
      `the ${name} process is away: it gave no answer (${message})`,
      'refresh to ask again',
    );
  }
}

function send(socketPath: string, question: Question): Promise<PartAnswer> {
  const { method, path, token, body, withinMs } = question;
  const { promise, resolve, reject } = Promise.withResolvers<PartAnswer>();
  const payload = body && JSON.stringify(body);
  const asked = request({
    socketPath,
    method,
    path,
    agent: false,
    signal: AbortSignal.timeout(withinMs),
    headers: {
      authorization: `Bearer ${token}`,
      ...(payload && {
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(payload),
      }),
    },
  });
  asked.on('error', reject);
  asked.on('response', async (reply) => {
    try {
      let text = '';
      reply.setEncoding('utf8');
      for await (const piece of reply) {
        text += piece;
        if (text.length > MOST_CHARACTERS) throw new Error('the answer is too large for a panel');
      }
      const asOf = reply.headers['ggr-as-of'];
      resolve({
        status: reply.statusCode ?? 0,
        asOf: typeof asOf === 'string' ? asOf : undefined,
        document: JSON.parse(text),
      });
    } catch (error) {
      reject(error);
    }
  });
  asked.end(payload);
  return promise;
}
