/** Peak memory of a plan and a status, by how long the ledger is: it is to be the same. */
import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import type { Size } from './plans.ts';
import type { Figure } from './report.ts';

/** `-- --long` adds the last, which fills a ledger for minutes. */
const SIZES = [
  { accounts: 5, days: 60 },
  { accounts: 5, days: 3650 },
  ...(process.argv.includes('--long') ? [{ accounts: 50, days: 3650 }] : []),
];

export function measureMemory(folder: string): Figure[] {
  return SIZES.flatMap((size) => {
    const what = `${size.accounts} accounts, ${size.days} days`;
    const filled = run('fill', { folder, ...size });
    const [plan, status] = [run('plan', { folder, ...size }), run('status', { folder, ...size })];
    return [
      { what: `${what}: rows of the ledger`, value: filled },
      { what: `${what}: plan`, value: plan },
      { what: `${what}: status`, value: status },
    ];
  });
}

function run(what: 'fill' | 'plan' | 'status', size: Size): string {
  const script = resolve(import.meta.dirname, 'memory-of.ts');
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    [script, what, JSON.stringify(size)],
    { encoding: 'utf8' },
  );
  if (status !== 0) throw new Error(stderr);
  return stdout.trim();
}
