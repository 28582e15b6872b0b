/**
 * The game server on a thread of its own: what keeps the one that attacks busy, such as an answer of 20 MB, must not
 * count as the wallet's lateness.
 */
import { once } from 'node:events';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { type Played, startBettor } from './bettor.ts';
import type { Seated } from './seat.ts';

interface Given extends Seated {
  readonly rate: number;
}

export interface DistantBettor {
  /** What was played since the last look. */
  look(): Promise<Played>;
  /** Answers what is open; resolves with the number of all answered bets. */
  end(): Promise<number>;
}

export function startBettorThread(given: Given): DistantBettor {
  const worker = new Worker(new URL(import.meta.url), { workerData: given });
  const ask = async (what: 'look' | 'end'): Promise<unknown> => {
    worker.postMessage(what);
    const [answer] = await once(worker, 'message');
    return answer;
  };
  return {
    look: async () => (await ask('look')) as Played,
    end: async () => {
      const answered = (await ask('end')) as number;
      await worker.terminate();
      return answered;
    },
  };
}

if (!isMainThread) {
  const { url, codes, rate } = workerData as Given;
  const bettor = startBettor(url, codes, rate);
  parentPort?.on('message', async (what: 'look' | 'end') => {
    parentPort?.postMessage(what === 'look' ? bettor.look() : await bettor.end());
  });
}
