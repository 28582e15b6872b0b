/** A Postgres port over a folder with a snapshot, as the readers' part opens it. */
import { pino } from 'pino';
import { Interrupted } from '../../src/contract/errors.ts';
import { type PostgresOptions, startPostgres } from '../../src/read/postgres/server.ts';
import { type PoolOptions, ReaderPool } from '../../src/read/reader-pool.ts';

export const TOKEN = 'unguessable_0123456789';

export interface WireOptions extends Partial<Omit<PostgresOptions, 'hold'>> {
  readonly hold: PostgresOptions['hold'];
  readonly reach: readonly string[];
  readonly settings?: Partial<PoolOptions>;
}

/** Starts it on a free port; close it after. */
export async function startWire({ hold, reach, settings, ...more }: WireOptions) {
  const pool = new ReaderPool({ reach, ...settings });
  await pool.ready();
  const stopping = new AbortController();
  const server = await startPostgres({
    pool,
    hold,
    token: TOKEN,
    host: '127.0.0.1',
    port: 0,
    log: pino({ level: 'silent' }),
    stopping: stopping.signal,
    ...more,
  });
  return {
    pool,
    port: server.port,
    stop: () => stopping.abort(new Interrupted()),
    close: async () => {
      stopping.abort(new Interrupted());
      await server.close();
      await pool.close();
    },
  };
}
