/** `ggr gaps`: every hole between the start of sync and now, every window that failed or is not whole. */

import { EXIT, type ExitCode } from '../../contract/errors.ts';
import type { Session } from '../../serve/session.ts';
import { columnsOf } from '../../serve/table.ts';
import { type Gap, isExpiring } from '../../sync/gap.ts';
import { findGaps } from '../../sync/gaps.ts';
import { duration } from '../../transform/time.ts';
import { type AddCommand, JSON_OPTION } from '../session/command-line.ts';
import { keptBy, openToRead, sayLeftOut } from '../session/session.ts';
import { show, tell, toDocument } from '../session/terminal.ts';

const HEAD = [
  'account',
  'stream',
  'window_start',
  'window_end',
  'state',
  'attempts',
  'error',
  'raw_pages',
  'expires_at',
  'expires_in',
] as const;

/** What is missed least where the screen is narrow, last. */
const SPARE = ['window_end', 'error', 'expires_at', 'expires_in', 'attempts', 'raw_pages'];
const COLUMNS = columnsOf(HEAD, { state: 'state', attempts: 'number', raw_pages: 'number' }).map(
  (column) => ({ ...column, spare: SPARE.indexOf(column.name) + 1 }),
);

export const addGaps: AddCommand = (ggr, { runOnStore }) => {
  ggr
    .command('gaps')
    .description("holes, failed windows, and windows that differ from the vendor's totals")
    .option(...JSON_OPTION)
    .action((options) => runOnStore((session) => gaps(session, options)));
};

export async function gaps(session: Session, { json }: { json: boolean }): Promise<ExitCode> {
  const warehouse = await openToRead(session);
  const found = await findGaps(keptBy(session), warehouse.db).finally(() => warehouse.close());
  const { terminal } = session;
  sayLeftOut(session);
  if (json) {
    terminal.out(toDocument({ gaps: found }));
  } else if (found.length === 0) {
    tell(terminal, 'no gaps');
  } else {
    const rows = found.map((gap) => HEAD.map((name) => textOf(gap, name)));
    show(terminal, { columns: COLUMNS, rows });
    terminal.note(
      '`ggr sync` pulls what is due; `ggr backfill <source> --from … --to …` pulls a range',
    );
  }
  const isBroken = ({ state }: Gap) => state !== 'pending' && state !== 'differs';
  if (found.some(isBroken)) return EXIT.partial;
  const isOpen = ({ state, waived_by }: Gap) => state === 'differs' && waived_by === null;
  if (found.some(isOpen)) return EXIT.mismatch;
  return found.some(isExpiring) ? EXIT.stale : EXIT.done;
}

function textOf(gap: Gap, name: (typeof HEAD)[number]): string | null {
  if (name !== 'expires_in') return gap[name] === null ? null : String(gap[name]);
  const { expires_in_seconds: left } = gap;
  if (left === null) return null;
  return left > 0 ? duration(left * 1000) : 'past';
}
