/**
 * npm run bench:ledger: what the ledger itself costs, without a vendor: CPU of this process (all threads) for a
 * window without a row, with ten, and with the same ten again.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { report } from './ledger/report.ts';
import { measureWindows } from './ledger/windows.ts';

const folder = mkdtempSync(join(tmpdir(), 'ggr-bench-ledger-'));
try {
  report('CPU a window', await measureWindows(folder));
} finally {
  rmSync(folder, { recursive: true, force: true });
}
