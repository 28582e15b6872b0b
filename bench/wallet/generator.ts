/**
 * A game server under full load: connections that are never idle, each id new, a bet and then its win
 * or its cancel. Plain sockets: an HTTP client would take the CPU from the wallet it measures.
 *
 *   node generator.ts <port> <path> <first id> <connections> <warm-up s> <measured s> <players> [<ms that are late>]
 */
import { connect } from 'node:net';
import type { Late } from './causes.ts';
import { clock } from './trace.ts';

const [, , port, path, firstId, connections, warmUp, measured, players, lateMs] = process.argv;
const HEAD = `POST ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: `;
/** One in so many bets is cancelled, the others win. */
const CANCELLED = 20;

const startsAt = performance.now() + Number(warmUp) * 1000;
const endsAt = startsAt + Number(measured) * 1000;
const latencies: number[] = [];
const late: Late[] = [];
const skew = clock() - performance.now();
let id = Number(firstId);
let refused = 0;
let total = 0;
let open = Number(connections);

function* requests(connection: number): Generator<string, never> {
  for (let n = connection; ; n += Number(connections)) {
    const code = `c${n % Number(players)}`;
    id += 2;
    const bet = id;
    yield `{"bet":100,"code":"${code}","game":1012,"id":${bet},"round_id":${bet},"type":"bet","time":"21-09-2023 03:23:23"}`;
    yield n % CANCELLED === 0
      ? `{"code":"${code}","id":${bet},"type":"cancel","round_id":${bet},"time":"21-09-2023 03:23:23"}`
      : `{"code":"${code}","game":1012,"id":${bet + 1},"round_id":${bet},"type":"win","win":95,"time":"21-09-2023 03:23:23"}`;
  }
}

function run(connection: number): void {
  const socket = connect(Number(port), '127.0.0.1').setNoDelay().setEncoding('latin1');
  const next = requests(connection);
  let sentAt = 0;
  let text = '';
  const send = () => {
    const body = next.next().value;
    sentAt = performance.now();
    socket.write(`${HEAD}${body.length}\r\n\r\n${body}`);
  };
  socket.on('connect', send);
  socket.on('data', (chunk: string) => {
    text += chunk;
    if (!text.endsWith('}')) return; // the body is one flat object
    const now = performance.now();
    total += 1;
    if (!text.includes('"result":1,')) refused += 1;
    else if (sentAt >= startsAt && now <= endsAt) {
      latencies.push(now - sentAt);
      if (now - sentAt > Number(lateMs)) late.push({ sent: sentAt + skew, got: now + skew });
    }
    text = '';
    if (now < endsAt) return send();
    socket.end();
    open -= 1;
    if (open === 0) report();
  });
  socket.on('error', (error) => {
    throw error;
  });
}

function report(): void {
  const sorted = Float64Array.from(latencies).sort();
  const at = (share: number) => sorted[Math.floor(share * (sorted.length - 1))] ?? Number.NaN;
  process.stdout.write(
    `${JSON.stringify({
      rate: sorted.length / Number(measured),
      p50: at(0.5),
      p99: at(0.99),
      max: at(1),
      refused,
      total,
      late,
    })}\n`,
  );
}

for (let i = 0; i < Number(connections); i += 1) run(i);
