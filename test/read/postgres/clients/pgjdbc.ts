/** pgjdbc: one start of a JVM for its catalogue, its prepared statements, its fetch size and its questions. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { TOKEN } from '../../../support/postgres.ts';
import { run } from './run.ts';

const JAR = '/usr/share/java/postgresql.jar';
const VALUES =
  'x 0.0001 -12345.6789 2025-03-01 04:05:06.789 2025-03-01 7 9007199254740993 0.5 true 00000000-0000-0000-0000-000000000001 {1,NULL,3} {a,b c} [0, 65] null true';
const STAKE = 'stake 2 numeric 38 4 1 Sum of stakes of closed bets, cancelled ones included.';
const SPOKEN = [
  'schemas: ggr, information_schema, pg_catalog, pop, pv, sync, wallet, wm',
  'tables: ggr fx_rates TABLE Rates of exchange, imported with ggr fx import: one per date, currency, base currency and source.',
  'marts: ggr daily TABLE, ggr daily_base TABLE',
  `columns: ${STAKE}`,
  'keys: ',
  'others: ggrtruetrue',
  `prepared: 1 ${VALUES}`,
  `prepared: 7 ${VALUES}`,
  'described: stake numeric 38 4',
  'fetched: 6123250',
  'update: 25006',
];

export async function askMany(port: number, count: number): Promise<string[]> {
  if (!existsSync(JAR)) throw new Error('pgjdbc is missing: run .ci/install-clients.sh as root');
  const source = join(import.meta.dirname, 'PgJdbc.java');
  // no second compiler and no second thread of a collector for so short a life
  const options = ['-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC', '-cp', JAR];
  const { out, err } = await run('java', [...options, source, String(port), TOKEN, String(count)]);
  expect(err).toBe('');
  const lines = out.trimEnd().split('\n');
  expect(lines.slice(0, SPOKEN.length)).toEqual(SPOKEN);
  return lines.slice(SPOKEN.length).map((line) => line.replace('answer: ', ''));
}
