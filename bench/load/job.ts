/** What every way of the load bench is given, and how it answers. */
import { createHash } from 'node:crypto';

export interface Job {
  readonly url: string;
  readonly mch_id: number;
  readonly key: string;
  readonly hours: number;
  readonly folder: string;
  /** The store to pull into; a fresh one without it. */
  readonly store?: string;
  /** Rows from which on a table has an index of its keys, where it is not as ever. */
  readonly fromRows?: number;
  /** How often all of it is pulled; twice without it. */
  readonly passes?: number;
}

export const job: Job = JSON.parse(process.argv[2] ?? '{}') as Job;
export const FIRST_HOUR = Date.UTC(2025, 2, 1) / 1000;
export const PAGE_SIZE = 2000;

/** One page as text, signed the plain way. */
export async function fetchPage(hour: number, page: number): Promise<string> {
  const time_start = FIRST_HOUR + hour * 3600;
  const data = { page, page_size: PAGE_SIZE, time_end: time_start + 3600, time_start };
  const ts = Math.floor(Date.now() / 1000);
  const sign = createHash('md5')
    .update(JSON.stringify(data) + ts + job.key)
    .digest('hex');
  const response = await fetch(`${job.url}/api/all/history`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ ts, sign, mch_id: job.mch_id, data }),
  });
  return response.text();
}

/** Every page of every hour, in order. */
export async function* pages(hours = job.hours): AsyncGenerator<string> {
  for (let hour = 0; hour < hours; hour += 1) {
    for (let page = 1; ; page += 1) {
      const text = await fetchPage(hour, page);
      const total = Number(/"total":(\d+)/.exec(text)?.[1]);
      if (Number.isNaN(total)) throw new Error(`the vendor refused: ${text.slice(0, 200)}`);
      if (total === 0) break;
      yield text;
      if (page * PAGE_SIZE >= total) break;
    }
  }
}

/** What a way answers with. */
export interface Measured {
  readonly rows: number;
  readonly ms: number;
  /** Of the whole process, all its threads; of a way that works in another process, null. */
  readonly cpu_us: number | null;
  readonly rss_mb: number;
  readonly note: string;
}

/** Begins to measure; what it returns tells what was done since. */
export function begin(): (rows: number, note: string) => Measured {
  const startedAt = performance.now();
  const before = process.cpuUsage();
  return (rows, note) => {
    const { user, system } = process.cpuUsage(before);
    return {
      ...{ rows, note, ms: performance.now() - startedAt },
      cpu_us: user + system,
      rss_mb: process.resourceUsage().maxRSS / 1024,
    };
  };
}

/** Answers, and ends. */
export function finish(...measured: readonly Measured[]): never {
  process.stdout.write(`${JSON.stringify(measured)}\n`);
  process.exit(0);
}
