/** `ggr backfill … --dry-run`: what the run would ask for, and how long that takes. */

import { existsSync } from 'node:fs';
import { EXIT, type ExitCode } from '../../contract/errors.ts';
import type { AccountStream } from '../../contract/stream.ts';
import type { Session } from '../../serve/session.ts';
import { columnsOf } from '../../serve/table.ts';
import {
  type BackfillRequest,
  type Planned,
  planBackfill,
  secondsByLane,
} from '../../sync/backfill-plan.ts';
import { counted } from '../../transform/text.ts';
import { duration, iso } from '../../transform/time.ts';
import { openToRead } from '../session/session.ts';
import { show, toDocument } from '../session/terminal.ts';

interface DryRun {
  readonly request: BackfillRequest;
  readonly json: boolean;
}

/** Prints exactly what the run would ask for. */
export async function dryRun(
  session: Session,
  selected: readonly AccountStream[],
  { request, json }: DryRun,
): Promise<ExitCode> {
  const { terminal, config } = session;
  const warehouse = existsSync(config.warehouse) ? await openToRead(session) : undefined;
  const plans = await planBackfill(selected, request, warehouse).finally(() => warehouse?.close());
  const windows = plans.flatMap(windowsOf);
  const requests = plans.reduce((sum, { requests }) => sum + requests, 0);
  const estimated_seconds = Math.ceil(Math.max(0, ...secondsByLane(plans)));
  if (json) {
    terminal.out(toDocument({ windows, requests, estimated_seconds }));
    return EXIT.done;
  }
  for (const plan of plans) for (const line of notesOf(plan)) terminal.note(line);
  show(terminal, {
    columns: columnsOf(['account', 'stream', 'window_start', 'window_end']),
    rows: windows.map((w) => [w.account, w.stream, w.window_start, w.window_end]),
  });
  terminal.note(
    `${counted(windows.length, 'window')}, at least ${counted(requests, 'request')}, about ${duration(estimated_seconds * 1000)} at the lane's rate`,
  );
  return EXIT.done;
}

function windowsOf({ job, windows }: Planned) {
  return windows.map((window) => ({
    account: job.account.name,
    stream: job.stream.name,
    window_start: iso(window.start),
    window_end: iso(window.end),
  }));
}

function notesOf({ job, notes, unknown }: Planned): readonly string[] {
  if (unknown === undefined) return notes;
  const name = `${job.account.name} ${job.stream.name}`;
  return [
    ...notes,
    `${name}: the ${job.stream.callsPer}s to ask for come with ${unknown} in the same run: its requests show once that is loaded`,
  ];
}
