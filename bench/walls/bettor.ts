/** A game server that bets at a steady rate, and asks again what it got no answer to, as the protocol has it. */
import { Agent, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

const AGAIN_MS = 50;
const PATIENCE_MS = 5000;
const LATE_MS = 250;
/** Bets are sent in ticks of so many milliseconds. */
const TICK_MS = 20;

export interface Played {
  readonly answered: number;
  /** Of those, later than 250 ms after they were first sent. */
  readonly late: number;
  readonly longestMs: number;
  /** Tries that got no answer and were made again. */
  readonly again: number;
}

export interface Bettor {
  /** What was played since the last look. */
  look(): Played;
  /** Resolves with the first answer to a bet that is sent from now on. */
  nextAnswer(): Promise<void>;
  /** Answers what is open; resolves with the number of all answered bets. */
  end(): Promise<number>;
}

export function startBettor(url: string, codes: readonly string[], perSecond: number): Bettor {
  const agent = new Agent({ keepAlive: true, maxSockets: 64 });
  let [id, answered, isOver] = [0, 0, false];
  let latencies: number[] = [];
  let again = 0;
  const waiting: { after: number; resolve: () => void }[] = [];
  const open = new Set<Promise<void>>();
  const bet = async (number: number) => {
    const began = performance.now();
    const code = codes[number % codes.length];
    const body = JSON.stringify({ type: 'bet', code, game: 1, id: number, bet: 1 });
    while (!(await isAnswered(agent, url, body))) {
      again += 1;
      await sleep(AGAIN_MS);
    }
    answered += 1;
    latencies.push(performance.now() - began);
    for (const next of waiting.filter(({ after }) => number > after)) next.resolve();
  };
  const startedAt = performance.now();
  const timer = setInterval(() => {
    const due = ((performance.now() - startedAt) / 1000) * perSecond;
    while (id < due && !isOver) {
      id += 1;
      const one: Promise<void> = bet(id).finally(() => open.delete(one));
      open.add(one);
    }
  }, TICK_MS);
  return {
    look: () => {
      const played = {
        answered: latencies.length,
        late: latencies.filter((ms) => ms > LATE_MS).length,
        longestMs: Math.round(Math.max(0, ...latencies)),
        again,
      };
      [latencies, again] = [[], 0];
      return played;
    },
    nextAnswer: () => new Promise((resolve) => waiting.push({ after: id, resolve })),
    end: async () => {
      isOver = true;
      clearInterval(timer);
      await Promise.all(open);
      agent.destroy();
      return answered;
    },
  };
}

function isAnswered(agent: Agent, url: string, body: string): Promise<boolean> {
  return new Promise((resolve) => {
    const headers = { 'content-length': Buffer.byteLength(body) };
    const asked = request(
      url,
      { method: 'POST', agent, headers, timeout: PATIENCE_MS },
      (reply) => {
        let text = '';
        reply.setEncoding('utf8').on('data', (piece: string) => {
          text += piece;
        });
        reply.on('end', () => resolve(reply.statusCode === 200 && text.includes('"result":1')));
        reply.on('error', () => resolve(false));
      },
    );
    asked.on('timeout', () => asked.destroy());
    asked.on('error', () => resolve(false));
    asked.end(body);
  });
}
