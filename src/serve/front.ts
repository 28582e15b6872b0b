/**
 * GGR_PORT: health is answered here, open and whatever the parts do; everything else, behind the bearer
 * token, is passed on to the part that answers it.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { refuse, roleOf, type Tokens } from './access.ts';
import { BODY_LIMIT, REPLY_LIMIT } from './body-limits.ts';
import type { Child } from './child.ts';
import { type KnownOfDaemon, renderMetrics } from './metrics.ts';
import type { Page } from './page.ts';
import type { PartName, PartStatus } from './part-messages.ts';
import { problem, refusalOf } from './problem.ts';
import type { Prover } from './proof.ts';
import { type Lost, passOn } from './proxy.ts';

/** A client that is slower than this in sending its request is cut off. */
const REQUEST_TIMEOUT_MS = 30_000;

export interface FrontOptions {
  readonly tokens: Tokens;
  readonly prove: Prover;
  readonly part: (name: PartName) => Child | undefined;
  /** Why no work is taken, or nothing. */
  readonly unready: () => string | undefined;
  readonly isStopping: () => boolean;
  /** What /status.json says while there is no warehouse to ask. */
  readonly describe: () => KnownOfDaemon;
  readonly page: Page;
}

/** Makes the server; the supervisor has it listen. */
export function makeFront(options: FrontOptions): Server {
  return createServer({ requestTimeout: REQUEST_TIMEOUT_MS }, (asked, answer) => {
    answer.on('error', () => {});
    asked.on('error', () => answer.destroy());
    const url = addressOf(asked);
    const { pathname, searchParams } = url;
    if (asked.method === 'GET' && pathname === '/livez') {
      const [challenge, ...more] = searchParams.getAll('challenge');
      const proof = more.length === 0 ? options.prove(challenge) : undefined;
      return send(answer, 200, { status: 'ok', ...(proof !== undefined && { proof }) });
    }
    if (asked.method === 'GET' && pathname === '/readyz') {
      const reason = options.unready();
      if (reason === undefined) return send(answer, 200, { status: 'ready' });
      return send(answer, 503, { status: 'unready', reason: toldOf(reason, asked, options) });
    }
    void answerOne(asked, answer, { ...options, url }).catch(() => {
      if (answer.headersSent) answer.destroy();
      else send(answer, 500, problem('unexpected', 'ggr serve failed; ask again'));
    });
  });
}

/** Open to everybody: which part it is; to whoever may read the rest, which may name files, all of it. */
function toldOf(reason: string, { headers }: IncomingMessage, { tokens }: FrontOptions): string {
  const role = roleOf(headers.authorization, tokens);
  return role === 'operator' || role === 'reader' ? reason : (reason.split(':')[0] ?? '');
}

interface Asked extends FrontOptions {
  readonly url: URL;
}

async function answerOne(
  asked: IncomingMessage,
  answer: ServerResponse,
  options: Asked,
): Promise<void> {
  const { page, url, tokens } = options;
  if (await page.answers(asked, answer, url)) return;
  if (asked.headers.authorization === undefined && page.isKnown(asked)) {
    const refused = page.refuses(asked);
    if (refused) return send(answer, 403, problem('forbidden', refused));
    // a session reads, and nothing more: it stands for the token that reads
    asked.headers.authorization = `Bearer ${tokens.sql}`;
    delete asked.headers.cookie;
  }
  await route(asked, answer, options);
}

async function route(
  asked: IncomingMessage,
  answer: ServerResponse,
  { tokens, part, isStopping, describe, url: { pathname } }: Asked,
): Promise<void> {
  const { authorization } = asked.headers;
  const refused = refuse({ authorization, method: asked.method ?? '', route: pathname }, tokens);
  if (refused?.status === 401) answer.setHeader('www-authenticate', 'Bearer');
  if (refused) return send(answer, refused.status, refusalOf(refused));
  if (isStopping()) return send(answer, 503, problem('stopping', 'the daemon is ending'));
  const most = pathname.startsWith('/commands/') ? REPLY_LIMIT : BODY_LIMIT;
  if (Number(asked.headers['content-length'] ?? 0) > most) {
    asked.resume(); // a client that is cut off while it writes hears no answer
    return send(answer, 413, problem('request', `the body is larger than ${most} bytes`));
  }
  const name = partOf(pathname);
  const child = part(name);
  /** What is known without the part stands beside why it does not answer. */
  const turnDown = (status: number, told: object) => {
    // whoever scrapes must still hear which part is down, and an answer that is no 200 would be thrown away
    if (pathname === '/metrics') return void sendMetrics(answer, describe());
    send(answer, status, pathname === '/status.json' ? { ...describe(), ...told } : told);
  };
  // a scraper does not wait for a migration
  const isUp = pathname === '/metrics' ? child?.state === 'up' : await child?.whenReady();
  if (answer.destroyed) return; // its client went meanwhile: nothing is asked for nobody
  if (child && isUp) {
    const onLost = ({ wasAsked }: Lost) => {
      if (answer.destroyed) return;
      if (wasAsked) turnDown(502, unknown(child.status));
      else turnDown(503, down(child.status));
    };
    passOn(asked, answer, { socket: child.socket, onLost });
    return;
  }
  asked.resume();
  turnDown(503, child ? down(child.status) : absent(name));
}

/** Who answers an address. */
function partOf(pathname: string): PartName {
  if (pathname === '/wallet' || pathname.startsWith('/wallet/')) return 'wallet';
  return pathname === '/sql' ? 'readers' : 'warehouse';
}

const NEXT =
  'it is started again by itself; `ggr status`, /status.json and the log of `ggr serve` say why it ended';

function down({ part, last_reason }: PartStatus) {
  const why = last_reason === null ? '' : `: ${last_reason}`;
  return problem('part-down', `the ${part} process is down${why}`, NEXT);
}

function absent(part: PartName) {
  return problem(
    'part-down',
    `this \`ggr serve\` runs no ${part}`,
    `ask the one that does, or start \`ggr serve ${part}\``,
  );
}

/** What was not asked was not done; what was asked may have been. */
function unknown({ part }: PartStatus) {
  return problem(
    'outcome-unknown',
    `the ${part} process ended before it answered: what it was asked may be done`,
    'ask again; under the same key nothing counts twice',
  );
}

/** One that is no address is none that anybody answers. */
function addressOf({ url = '/' }: IncomingMessage): URL {
  return URL.canParse(url, 'http://ggr') ? new URL(url, 'http://ggr') : NOWHERE;
}

const NOWHERE = new URL('http://ggr/%00');

async function sendMetrics(answer: ServerResponse, known: KnownOfDaemon): Promise<void> {
  const { contentType, text } = await renderMetrics(known);
  answer.writeHead(200, { 'content-type': contentType, 'content-length': Buffer.byteLength(text) });
  answer.end(text);
}

function send(answer: ServerResponse, status: number, document: object): void {
  const body = JSON.stringify(document);
  answer.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(body),
  });
  answer.end(body);
}
