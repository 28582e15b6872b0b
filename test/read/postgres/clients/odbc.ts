/** odbc-postgresql by unixODBC's isql: what Excel and Power BI have on the other side. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import { TOKEN } from '../../../support/postgres.ts';
import { run } from './run.ts';

const settings = (port: number) => `[ggr]
Driver = PostgreSQL Unicode
Servername = 127.0.0.1
Port = ${port}
Database = ggr
Username = excel
Password = ${TOKEN}
`;

/** Lines of cells; isql draws nothing around them. Without a HOME it crashes. */
async function isql(port: number, lines: readonly string[]) {
  const folder = mkdtempSync(join(tmpdir(), 'ggr-odbc-'));
  const file = join(folder, 'odbc.ini');
  writeFileSync(file, settings(port));
  const input = `${lines.join('\n')}\n`;
  const ran = await run('isql', ['ggr', '-v', '-b', '-d|'], {
    input,
    env: { ODBCINI: file, HOME: folder },
  });
  rmSync(folder, { recursive: true });
  return ran;
}

export async function trySpeaking(port: number): Promise<void> {
  const { out, err } = await isql(port, [
    'help',
    'help daily',
    "select 1.50::decimal(18,4) as d, timestamp '2025-03-01 04:05:06.789' as t, true as b, 'ü' as u, null as n",
    'select nowhere from ggr.daily',
    'delete from ggr.daily',
  ]);
  expect(out).toContain('ggr|ggr|daily|TABLE|');
  expect(out).toContain('ggr|ggr|fx_rates|TABLE|');
  expect(out).toMatch(/^ggr\|ggr\|daily\|stake\|2\|numeric\|38\|/m);
  expect(out).toMatch(/^1\.5000\|2025-03-01 04:05:06\.789\|1\|ü\|$/m);
  expect(`${out}${err}`).toMatch(/\[42703\]/);
  expect(`${out}${err}`).toMatch(/\[25006\]/);
}

export async function askMany(port: number, count: number): Promise<string[]> {
  const question = 'select count(*) >= 0 from ggr.bets';
  const { out, err } = await isql(
    port,
    Array.from({ length: count }, () => question),
  );
  expect(err).toBe('');
  return out
    .split('\n')
    .filter((line) => line === '1')
    .map(() => 'true');
}
