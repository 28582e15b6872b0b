/** One read of a window: all its pages in the stage, and whether they are all there is. */
import { findSeen } from '../load/seen.ts';
import type { Probe, Stage } from '../load/stage.ts';
import { PageColumns } from '../transform/page-columns.ts';
import { scannerOf } from '../transform/record-scanner.ts';
import type { WindowTask } from './job.ts';

export interface WholeRead {
  readonly probe: Probe;
  /** Why the vendor does not give all of it; null where it does. */
  readonly truncated: string | null;
}

interface Reading {
  /** What makes the read incomplete, or nothing. */
  readonly fault: string;
  readonly truncated: string | null;
}

/**
 * Stages all pages of one read. `isLast`: what still stands on two pages then is no list that moves, but
 * two records of one key.
 */
export async function readOnce(
  stage: Stage,
  task: WindowTask,
  isLast: boolean,
): Promise<Reading & WholeRead> {
  await stage.reset();
  const reading = await stagePages(stage, task);
  let probe = await stage.probe();
  if (reading.fault !== '') return { ...reading, probe };
  const mayBeSplit = probe.keys < probe.staged || probe.rejected > 0;
  let split = mayBeSplit ? await stage.splitKeys() : 0;
  if (split > 0 && isLast && (await stage.setAsideConflicts())) {
    split = await stage.splitKeys();
    probe = await stage.probe();
  }
  const fault = split > 0 ? `${split} records stand on two pages` : '';
  return { ...reading, fault, probe };
}

async function stagePages(stage: Stage, { job, window, context }: WindowTask): Promise<Reading> {
  const { account, stream, priority } = job;
  const { net, signal, warehouse } = context;
  let truncated: string | null = null;
  let total: number | undefined;
  let received = 0;
  let page = 0;
  const columns = new PageColumns(stream, account);
  const scanner = scannerOf(stream, account);
  const seen = findSeen(warehouse.db, { stream, account, window });
  for await (const answer of stream.read({
    account,
    window,
    net,
    signal,
    priority,
    scanner,
    ...seen,
  })) {
    page += 1;
    if (page > 1 && answer.total !== total) {
      const fault = `total was ${total} on the first page and ${answer.total} on page ${page}`;
      return { fault, truncated };
    }
    total = answer.total;
    truncated ??= answer.truncated ?? null;
    received += answer.records.length;
    await stage.append(columns.map(answer.records), page);
  }
  const isWhole = total === undefined || received === total;
  return { fault: isWhole ? '' : `${received} records came, total says ${total}`, truncated };
}
