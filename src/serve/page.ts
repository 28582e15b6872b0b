/** The page on GGR_PORT: who may see it, and which of its addresses says what. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { findAsset, sendAsset } from './page/assets.ts';
import { Attempts } from './page/attempts.ts';
import { Away, type Known, type Source } from './page/data.ts';
import { gamingDay } from './page/gaming-day.ts';
import { head } from './page/head.ts';
import { html } from './page/html.ts';
import { loginPage, page } from './page/layout.ts';
import { drawPanel, type Panel, type PanelRequest } from './page/panel.ts';
import { coverage } from './page/panels/coverage.ts';
import { drawDay } from './page/panels/day.ts';
import { drift } from './page/panels/drift.ts';
import { money } from './page/panels/money.ts';
import { reconciliation } from './page/panels/reconciliation.ts';
import { runs } from './page/panels/runs.ts';
import { today } from './page/panels/today.ts';
import { games, players } from './page/panels/top.ts';
import { wallet } from './page/panels/wallet.ts';
import { readBody } from './page/read-body.ts';
import { sendHtml, sendJson } from './page/reply.ts';
import { isFromPage, isOurHost } from './page/same-origin.ts';
import { Sessions } from './page/sessions.ts';

/** A status that takes longer than this comes after the first paint. */
const PAINTED_WITHIN_MS = 300;

/** From top to bottom. */
const PANELS: readonly Panel[] = [
  coverage,
  money,
  today,
  reconciliation,
  wallet,
  games,
  players,
  runs,
  drift,
];

export interface PageOptions {
  readonly now: () => number;
  /** Milliseconds that pass, whatever the machine's clock is set to: sessions and waits go by it. */
  readonly elapsed: () => number;
  /** Path of the store. */
  readonly store: string;
  /** Names under which it is reached beside addresses and localhost. */
  readonly hosts: readonly string[];
  readonly zone: string;
  readonly dayStart: string;
  /** Whether it is one of the tokens. */
  readonly isToken: (token: string) => boolean;
  /** Whether a bearer token admits a request to read. */
  readonly isBearer: (authorization: string | undefined) => boolean;
  /** Of one request; `isFresh` asks for what was committed until now. */
  readonly source: (isFresh: boolean) => Source;
  /** What is known while the warehouse does not answer. */
  readonly describe: () => Known;
}

export class Page {
  readonly #options: PageOptions;
  readonly #sessions: Sessions;
  readonly #attempts: Attempts;

  constructor(options: PageOptions) {
    this.#options = options;
    this.#sessions = new Sessions(options);
    this.#attempts = new Attempts(options.elapsed);
  }

  /** Whether a request without a bearer token comes under a name and from a page that are ours. */
  refuses({ method, headers }: IncomingMessage): string | undefined {
    if (!isOurHost(headers.host, this.#options.hosts)) {
      return 'this name is not one under which ggr is reached: add it to GGR_PAGE_HOSTS';
    }
    return isFromPage(method, headers) ? undefined : 'only the page itself may ask this';
  }

  /** Whether the request has a session, which may read. */
  isKnown({ headers }: IncomingMessage): boolean {
    return this.#sessions.isKnown(headers.cookie);
  }

  /** Answers what is the page's; false where it is not. */
  async answers(asked: IncomingMessage, answer: ServerResponse, url: URL): Promise<boolean> {
    const { pathname } = url;
    const isHtml = pathname === '/' && /\btext\/html\b/.test(asked.headers.accept ?? '');
    if (!pathname.startsWith('/page/') && !(pathname === '/' && asked.method === 'GET'))
      return false;
    const isBearer = this.#options.isBearer(asked.headers.authorization);
    if (asked.headers.authorization !== undefined && !isBearer) return false;
    const refused = isBearer ? undefined : this.refuses(asked);
    if (refused) {
      sendJson(answer, { error: { code: 'forbidden', message: refused } }, { status: 403 });
      return true;
    }
    if (await this.#isOpen(asked, answer, pathname)) return true;
    if (isBearer || this.isKnown(asked)) await this.#draw(answer, url);
    else if (isHtml) sendHtml(answer, loginPage(), { status: 401 });
    else return false;
    return true;
  }

  /** What is answered without a session. */
  async #isOpen(
    asked: IncomingMessage,
    answer: ServerResponse,
    pathname: string,
  ): Promise<boolean> {
    if (pathname === '/page/login' && asked.method === 'POST') {
      await this.#login(asked, answer);
      return true;
    }
    if (pathname === '/page/logout' && asked.method === 'POST') {
      const headers = { 'set-cookie': this.#sessions.end(asked.headers.cookie) };
      sendJson(answer, { status: 'ok' }, { headers });
      return true;
    }
    const asset = asked.method === 'GET' ? findAsset(pathname.slice('/page/'.length)) : undefined;
    if (asset) sendAsset(asked, answer, asset);
    return asset !== undefined;
  }

  async #login(asked: IncomingMessage, answer: ServerResponse): Promise<void> {
    const address = asked.socket.remoteAddress ?? '';
    const { token } = await readBody(asked);
    // from here on nothing is waited for: of many at once no more are tried than one after another
    const waitMs = this.#attempts.waitMs(address);
    if (waitMs > 0) {
      const seconds = Math.ceil(waitMs / 1000);
      const message = `too many wrong tokens: try again in ${seconds} s`;
      const headers = { 'retry-after': String(seconds) };
      sendJson(answer, { error: { code: 'too-often', message } }, { status: 429, headers });
      return;
    }
    if (token === undefined || !this.#options.isToken(token)) {
      this.#attempts.wrong(address);
      const message = 'this is not the token of this ggr';
      return sendJson(answer, { error: { code: 'forbidden', message } }, { status: 403 });
    }
    this.#attempts.right(address);
    const isSecure = asked.headers['x-forwarded-proto'] === 'https';
    const headers = { 'set-cookie': this.#sessions.begin(isSecure) };
    sendJson(answer, { status: 'ok' }, { headers });
  }

  async #draw(answer: ServerResponse, { pathname, searchParams }: URL): Promise<void> {
    const source = this.#options.source(searchParams.has('fresh'));
    if (pathname === '/') {
      const known = await soon(this.#known(source));
      return sendHtml(answer, page({ known, self: this.#options.describe() }, PANELS));
    }
    if (pathname === '/page/panel/head') return sendHtml(answer, head(await this.#known(source)));
    const { now, zone, dayStart } = this.#options;
    const at = now();
    const request: PanelRequest = {
      query: searchParams,
      source,
      now: at,
      today: gamingDay(at, { zone, dayStart }),
    };
    if (pathname === '/page/panel/day') return drawOpened(answer, request);
    const panel = PANELS.find(({ name }) => pathname === `/page/panel/${name}`);
    if (panel) return sendHtml(answer, await drawPanel(panel, request));
    const error = { code: 'not-found', message: 'there is no such part of the page' };
    sendJson(answer, { error }, { status: 404 });
  }

  /** What the supervisor itself knows, where the warehouse says nothing. */
  #known(source: Source): Promise<Known> {
    return source.known().catch((error: unknown) => {
      if (error instanceof Away) return this.#options.describe();
      throw error;
    });
  }
}

/** Undefined where it takes longer: the page is painted then, and asks for it. */
async function soon(known: Promise<Known>): Promise<Known | undefined> {
  const { promise, resolve } = Promise.withResolvers<undefined>();
  const timer = setTimeout(() => resolve(undefined), PAINTED_WITHIN_MS);
  return Promise.race([known, promise]).finally(() => clearTimeout(timer));
}

async function drawOpened(answer: ServerResponse, request: PanelRequest): Promise<void> {
  try {
    const drawn = await drawDay(request);
    if (drawn) return sendHtml(answer, drawn.body);
    sendHtml(answer, html`<p class="away">The page has no such day.</p>`, { status: 400 });
  } catch (error) {
    if (!(error instanceof Away)) throw error;
    sendHtml(answer, html`<p class="away" role="status">${error.message}</p>`);
  }
}
