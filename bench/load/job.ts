/** What every way of the load bench is given, and how it answers. */
import { createHash } from 'node:crypto';

export interface Job {
  readonly url: string;
  readonly mch_id: number;
  readonly key: string;
  readonly hours: number;
  readonly folder: string;
  /** Millions of rows in the table beforehand. */
  readonly prefill: number;
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

export function finish(rows: number, startedAt: number, note = ''): never {
  const ms = performance.now() - startedAt;
  const rss_mb = process.resourceUsage().maxRSS / 1024;
  process.stdout.write(`${JSON.stringify({ rows, ms, rss_mb, note })}\n`);
  process.exit(0);
}
