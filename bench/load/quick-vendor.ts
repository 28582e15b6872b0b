/**
 * A PV vendor for tables of a hundred million rows: src/demo makes each bet as a person would play it, at twice of what a pull
 * costs; here a bet is made from its number. It answers the two calls that a pull of whole hours makes, and
 * checks nothing. One bet in so many may be settled anew.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: {
    'bets-per-hour': { type: 'string', default: '200000' },
    'one-in': { type: 'string', default: '0' },
  },
});
const PER_HOUR = Number(values['bets-per-hour']);
const ONE_IN = Number(values['one-in']);
const HOUR = 3600;
const DAY = 86_400;
const PLAYERS = 5000;

interface Asked {
  readonly time_start: number;
  readonly time_end: number;
  readonly page: number;
  readonly page_size: number;
}

/** In li, from the bet's number in all hours. */
const stakeOf = (n: number) => 1000 + (n % 50) * 100;
const isResettled = (n: number) => ONE_IN > 0 && n % ONE_IN === ONE_IN - 1;
const gainOf = (n: number) => (isResettled(n) ? 777_000 : ((n % 7) - 5) * stakeOf(n));

/** The nth bet of an hour; its text id as evenly spread as PV's. */
function record(hour: number, i: number): string {
  const n = (hour / HOUR) * PER_HOUR + i;
  const spread = (Math.imul(n % 2 ** 32, 0x9e3779b1) >>> 0).toString(16).padStart(8, '0');
  const id = `${spread}-481e-11f0-a82e-${String(n).padStart(12, '0')}`;
  const end = hour + Math.floor((i * HOUR) / PER_HOUR);
  const before = 120_000_000 + (n % 1000) * 100;
  return (
    `{"event_id":"${id}","draw_id":"1062-0-311-${n}-0","game_id":${1000 + (n % 12)},` +
    `"user_id":${102_115_212_044 + (n % PLAYERS)},"op_id":"","bet_amount":${stakeOf(n)},` +
    `"gain_amount":${gainOf(n)},"credit_before_bet":${before},"credit":${before + gainOf(n)},` +
    `"start_at":${end - (i % 3)},"end_at":${end}}`
  );
}

function history({ time_start, page, page_size }: Asked): string {
  const from = (page - 1) * page_size;
  const items: string[] = [];
  for (let i = from; i < Math.min(from + page_size, PER_HOUR); i += 1)
    items.push(record(time_start, i));
  const data = `{"items":[${items.join(',')}],"total":${PER_HOUR},"page":${page},"page_size":${page_size}}`;
  return `{"code":200,"msg":"","data":${data}}`;
}

const sums = new Map<number, readonly [stake: number, gain: number]>();
function sumOf(hour: number): readonly [stake: number, gain: number] {
  const known = sums.get(hour);
  if (known) return known;
  let [stake, gain] = [0, 0];
  for (let i = 0; i < PER_HOUR; i += 1) {
    const n = (hour / HOUR) * PER_HOUR + i;
    stake += stakeOf(n);
    gain += gainOf(n);
  }
  sums.set(hour, [stake, gain]);
  return [stake, gain];
}

const tally = (bet_count: number, stake: number, gain: number) => ({
  bet_count,
  bet_amount: stake,
  gain_amount: gain,
  company_gain_amount: -gain,
});

/** Whole hours only. */
function summary({ time_start, time_end }: Asked): string {
  const days = new Map<number, [number, number, number]>();
  for (let hour = time_start; hour < time_end; hour += HOUR) {
    const day = Math.floor(hour / DAY) * DAY;
    const [count, stake, gain] = days.get(day) ?? [0, 0, 0];
    const [more, won] = sumOf(hour);
    days.set(day, [count + PER_HOUR, stake + more, gain + won]);
  }
  const whole = [...days.values()].reduce(
    (a, b) => [a[0] + b[0], a[1] + b[1], a[2] + b[2]],
    [0, 0, 0],
  );
  const day_list = [...days].reverse().map(([day, of]) => {
    return { date: new Date(day * 1000).toISOString().slice(0, 10), ...tally(...of) };
  });
  const data = { day_list, summary: tally(...(whole as [number, number, number])) };
  return JSON.stringify({ code: 200, msg: '', data });
}

const ANSWERS: Readonly<Record<string, (asked: Asked) => string>> = {
  '/api/all/history': history,
  '/api/all/stage/summary': summary,
};

const server = createServer(async (request, response) => {
  let body = '';
  for await (const chunk of request) body += chunk;
  const answer = ANSWERS[request.url ?? '']?.(JSON.parse(body).data);
  response.writeHead(answer ? 200 : 404).end(answer);
});
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo;
  const ready = { url: `http://127.0.0.1:${port}`, mch_id: 101, key: 'pv-demo-key' };
  process.stdout.write(`${JSON.stringify(ready)}\n`);
});
