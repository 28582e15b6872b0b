/** psql: what people type into it first, and \copy. */
import { expect } from 'vitest';
import { run } from './run.ts';

const at = (port: number) => [
  '-X',
  '-h',
  '127.0.0.1',
  '-p',
  String(port),
  '-U',
  'analyst',
  '-d',
  'ggr',
];

/** All that psql 15 has and asks the catalogue with. */
const LISTS = [
  ...['d', 'dS', 'dt ggr.*', 'dtS', 'dt+', 'dv', 'di', 'ds', 'dm', 'dE', 'dP', 'dp', 'ddp', 'z'],
  ...['da', 'df', 'df+', 'dfS', 'do', 'dO', 'dT ggr.*', 'dT+', 'dC', 'dc', 'dD', 'dd', 'dL', 'dX'],
  ...['dn+', 'l+', 'du+', 'dg', 'drds', 'db', 'dconfig', 'dx', 'dx+', 'dy', 'dl', 'dRp', 'dRs'],
  ...['dA', 'dAc', 'dAf', 'dAo', 'dAp', 'des', 'det', 'deu', 'dew', 'dF', 'dFd', 'dFp', 'dFt'],
];

export async function psql(port: number, ...commands: readonly string[]) {
  return run('psql', [...at(port), '-At', ...commands.flatMap((command) => ['-c', command])]);
}

export async function trySpeaking(port: number): Promise<void> {
  const schemas = await psql(port, '\\dn');
  expect(schemas).toMatchObject({ err: '', code: 0 });
  expect(schemas.out.trim().split('\n')).toEqual(
    ['ggr', 'pop', 'pv', 'sync', 'wallet', 'wm'].map((s) => `${s}|ggr`),
  );
  const listed = await psql(port, ...LISTS.map((command) => `\\${command}`));
  expect(listed.err).not.toMatch(/ERROR/);
  expect(listed.out).toContain('ggr|fx_rates|table|ggr\n');
  expect(listed.out).toContain('ggr|daily|table|ggr\n');
  const daily = await psql(port, '\\d+ ggr.daily');
  expect(daily.err).toBe('');
  expect(daily.out).toMatch(
    /^stake\|numeric\(38,4\)\|.*\|Sum of stakes of closed bets, cancelled ones included\.$/m,
  );
  const copied = await psql(
    port,
    `\\copy (select source, sum(bets) as bets, 'a "b"' as "T" from daily group by all order by all) to stdout with (format csv, header)`,
  );
  expect(copied).toMatchObject({ err: '', code: 0 });
  expect(copied.out).toMatch(/^source,bets,T\npop,\d+,"a ""b"""\npv,\d+,"a ""b"""\n/);
}

/** Each is an answer of its own. */
export async function askMany(port: number, count: number): Promise<string[]> {
  const question = 'select count(*) >= 0 from ggr.bets;\n';
  const { out, err, code } = await run('psql', [...at(port), '-At', '-v', 'ON_ERROR_STOP=1'], {
    input: question.repeat(count),
  });
  expect({ err, code }).toEqual({ err: '', code: 0 });
  return out.trim().split('\n');
}
