/** Times of questions to a snapshot, as a client of two threads has them. */
import { DuckDBInstance } from '@duckdb/node-api';
import { sql } from '../../src/load/sql.ts';
import { type Question, questionsOf } from './questions.ts';

/** Milliseconds: by the clock, and of processor time of all threads. */
export interface Timing {
  readonly ms: number;
  readonly cpu: number;
}

export interface Measured {
  readonly question: Question;
  readonly kept: Timing;
  readonly facts: Timing | undefined;
}

const ROUNDS = 5;

/** `withFacts` asks the facts, too, once each: that is what takes long. */
export async function measureSnapshot(folder: string, withFacts: boolean): Promise<Measured[]> {
  const instance = await DuckDBInstance.create(`${folder}/analytics.duckdb`, {
    access_mode: 'READ_ONLY',
    threads: '2',
    memory_limit: '2GB',
  });
  const connection = await instance.connect();
  await connection.run(`${sql('queries/steady-engine')}; set variable ggr_snapshot = '${folder}'`);
  const lowest = async (text: string, rounds: number): Promise<Timing> => {
    let [ms, cpu] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
    for (let round = 0; round < rounds; round += 1) {
      const [start, used] = [performance.now(), process.cpuUsage()];
      await connection.runAndReadAll(text);
      const { user, system } = process.cpuUsage(used);
      ms = Math.min(ms, performance.now() - start);
      cpu = Math.min(cpu, (user + system) / 1000);
    }
    return { ms, cpu };
  };
  const last = await connection.runAndReadAll(
    'select cast(max(gaming_day) - 2 as varchar) from sync.kept_days',
  );
  const measured: Measured[] = [];
  for (const question of questionsOf(String(last.getRows()[0]?.[0]))) {
    const kept = await lowest(question.kept, ROUNDS);
    const facts = withFacts && question.facts ? await lowest(question.facts, 1) : undefined;
    measured.push({ question, kept, facts });
  }
  connection.closeSync();
  instance.closeSync();
  return measured;
}
