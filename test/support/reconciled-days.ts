/** Days of PV that were pulled whole, to be reconciled a minute later. */
import { reconcileDocument } from '../../src/cli/commands/reconcile-report.ts';
import type { ReconcileReport } from '../../src/sync/reconcile-run.ts';
import { at, type Engine } from './engine.ts';
import { open as openDays } from './pv-days.ts';

export const HOUR_MS = 3_600_000;

/** With no request counted yet. */
export async function open(options: Parameters<typeof openDays>[0] = {}): Promise<Engine> {
  const engine = await openDays(options);
  await engine.sync();
  engine.clock.now += 60_000;
  engine.vendor.requests.length = 0;
  return engine;
}

export const hour = (from: string, hours = 1) => ({
  start: at(from),
  end: at(from) + hours * HOUR_MS,
});

/** What the report says of its only stream. */
export function stream(report: ReconcileReport) {
  const [only] = reconcileDocument(report).streams;
  if (!only) throw new Error('one stream expected');
  return only;
}

export const stateOf = (engine: Engine, from: string) =>
  engine.value(`select state from sync.windows where window_start = '${from.replace('T', ' ')}'`);
