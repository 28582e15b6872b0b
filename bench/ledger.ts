/**
 * npm run bench:ledger: what the ledger itself costs, without a vendor. CPU of this process (all its threads) for a
 * window without a row, with ten, and with the same ten again; 60 days of 20 accounts, planned and synced with
 * nothing new; and the memory that a plan and a status of a long ledger take, each in a process of its own.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { measureMemory } from './ledger/memory.ts';
import { measurePlans } from './ledger/plans.ts';
import { report } from './ledger/report.ts';
import { measureWindows } from './ledger/windows.ts';

const folder = mkdtempSync(join(tmpdir(), 'ggr-bench-ledger-'));
try {
  report('CPU a window', await measureWindows(folder));
  report('60 days of 20 accounts', await measurePlans({ folder, accounts: 20, days: 60 }));
  report('peak RSS', measureMemory(folder));
} finally {
  rmSync(folder, { recursive: true, force: true });
}
