/** asyncpg, psycopg 3 and SQLAlchemy, as Debian's Python has them: they bind in binary, by the types that the server says. */
import { join } from 'node:path';
import { expect } from 'vitest';
import { TOKEN } from '../../../support/postgres.ts';
import { run } from './run.ts';

export async function trySpeaking(port: number): Promise<void> {
  const script = join(import.meta.dirname, 'drivers.py');
  const { out, err } = await run('/usr/bin/python3', [script, String(port), TOKEN]);
  expect(err).toBe('');
  const sums = [['pv', expect.stringMatching(/^\d+\.\d{4}$/), '2025-03-10']];
  expect(JSON.parse(out)).toEqual({
    asyncpg: {
      sums,
      row: [
        '[1, 2, 3]',
        "['a', None]",
        '9007199254740993',
        '0.0001',
        '-28 days, 3:04:05.600000',
        '{"a": 1}',
        '2025-03-01 04:05:06+00:00',
      ],
      count: 1000,
      refused: '25006',
      copied: '1,x\n',
    },
    psycopg: {
      sums,
      'several-False': [['1049', '262.25']],
      'several-True': [['1049', '262.25']],
      copied: [['1', 'None', '2025-03-01', '0.5000']],
      pipeline: [1, 2],
    },
    sqlalchemy: {
      schemas: ['ggr', 'information_schema', 'pop', 'pv', 'sync', 'wallet', 'wm'],
      stake: 'NUMERIC(38, 4)',
      comment: true,
      keys: [[], []],
      counted: 0,
    },
  });
}
