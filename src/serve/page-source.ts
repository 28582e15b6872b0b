/** Where the page's figures come from: status of the warehouse's process, rows of the readers. */
import { z } from 'zod';
import type { Config } from '../config/config.ts';
import { roleOf, type Tokens } from './access.ts';
import { askPart } from './ask-part.ts';
import type { Child } from './child.ts';
import { Briefly } from './page/briefly.ts';
import { Away, type Known, type Row, type Rows, type Source } from './page/data.ts';
import { Page } from './page.ts';
import type { PartName } from './part-messages.ts';

/** A panel that takes longer says so, and the others stand. */
const STATUS_WITHIN_MS = 10_000;
const ROWS_WITHIN_MS = 60_000;
/** Seconds that a panel's figures may be old when somebody asks for fresh ones. */
const FRESH_S = 5;

const PROBLEM = z.object({
  error: z.object({ message: z.string(), hint: z.string().optional() }),
});
const ROWS = z.array(z.record(z.string(), z.unknown()));

interface PageSourceOptions {
  readonly part: (name: PartName) => Child | undefined;
  /** The one that reads. */
  readonly token: string;
}

interface PagesOptions {
  readonly config: Pick<Config, 'warehouse' | 'reportTimezone' | 'dayStart' | 'serve'>;
  readonly tokens: Tokens;
  readonly now: () => number;
  /** Milliseconds that pass, whatever the clock is set to. */
  readonly elapsed?: () => number;
  readonly part: (name: PartName) => Child | undefined;
  /** What is known while the warehouse does not answer. */
  readonly describe: () => Known;
}

export function makePage({ config, tokens, now, part, describe, ...more }: PagesOptions): Page {
  const { elapsed = () => performance.now() } = more;
  const isBearer = (authorization: string | undefined) => {
    const role = roleOf(authorization, tokens);
    return role === 'operator' || role === 'reader';
  };
  return new Page({
    now,
    elapsed,
    describe,
    isBearer,
    store: config.warehouse,
    hosts: config.serve.pageHosts,
    zone: config.reportTimezone,
    dayStart: config.dayStart,
    isToken: (token) => /^\S+$/.test(token) && isBearer(`Bearer ${token}`),
    source: makePageSource({ part, token: tokens.sql }),
  });
}

/** What panels ask at the same time is asked once, whoever looks at them; it is nobody's in particular. */
function makePageSource({ part, token }: PageSourceOptions): (isFresh: boolean) => Source {
  const statuses = new Briefly<Known>();
  const answers = new Briefly<Rows>();
  const ask = (name: PartName, path: string, body?: object) =>
    askPart(name, part(name), {
      method: body ? 'POST' : 'GET',
      path,
      token,
      withinMs: body ? ROWS_WITHIN_MS : STATUS_WITHIN_MS,
      ...(body && { body }),
    });
  const isUp = (name: PartName) => part(name)?.state === 'up';
  const readStatus = async () => {
    const { status, document } = await ask('warehouse', '/status.json?gaps');
    if (status !== 200) throw awayOf(document, status);
    return document as Known;
  };
  const readRows = async (question: object): Promise<Rows> => {
    const { status, document, asOf } = await ask('readers', '/sql', question);
    const rows = ROWS.safeParse(document).data;
    if (status !== 200 || !rows) throw awayOf(document, status);
    return { rows: rows as Row[], asOf };
  };
  return (isFresh) => ({
    // of a part that is down nothing of a moment ago is told
    known: () => (isUp('warehouse') ? statuses.get('', readStatus) : readStatus()),
    rows: ({ text, parameters }) => {
      const used = Object.entries(parameters).filter(([name]) => text.includes(`$${name}`));
      const max_age = isFresh ? FRESH_S : null;
      const question = { sql: text, parameters: Object.fromEntries(used), max_age };
      const read = () => readRows(question);
      return isUp('readers') ? answers.get(JSON.stringify(question), read) : read();
    },
  });
}

function awayOf(document: unknown, status: number): Away {
  const { error } = PROBLEM.safeParse(document).data ?? {};
  return new Away(error?.message ?? `it answered ${status}`, error?.hint);
}
