/** psycopg2: Debian's own Python has it. */
import { join } from 'node:path';
import { expect } from 'vitest';
import { TOKEN } from '../../../support/postgres.ts';
import { run } from './run.ts';

export async function askMany(port: number, count: number): Promise<string[]> {
  const script = join(import.meta.dirname, 'notebook.py');
  const { out, err } = await run('/usr/bin/python3', [script, String(port), TOKEN, String(count)]);
  expect(err).toBe('');
  const { answers, ...said } = JSON.parse(out);
  expect(said).toEqual({
    types: [1700, 1114, 1009, 25, 20, 25, 701],
    first: [
      '1.5000',
      '2025-03-01 04:05:06.789000',
      "['a', 'b c', None]",
      "it's 100%",
      '9007199254740993',
      'None',
      'inf',
    ],
    found: true,
    total: 550_725,
    refused: ['ReadOnlySqlTransaction', '25006'],
    copied: 'a,b,c\n1,,"x,y"\n',
  });
  return answers;
}
