/** `ggr gaps`: every hole between the start of sync and now, every window that failed or is not whole. */

import { EXIT, type ExitCode } from '../../contract/errors.ts';
import type { Session } from '../../serve/session.ts';
import { type Gap, isExpiring } from '../../sync/gap.ts';
import { findGaps } from '../../sync/gaps.ts';
import { duration } from '../../transform/time.ts';
import { type AddCommand, JSON_OPTION } from '../session/command-line.ts';
import { keptBy, openToRead, sayLeftOut } from '../session/session.ts';
import { formatTable, toDocument } from '../session/terminal.ts';

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
    terminal.note('no gaps');
  } else {
    const rows = found.map((gap) => HEAD.map((name) => textOf(gap, name)));
    terminal.out(formatTable(HEAD, rows, new Set(['attempts', 'raw_pages'])));
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

function textOf(gap: Gap, name: (typeof HEAD)[number]): string {
  if (name !== 'expires_in') return gap[name] === null ? '' : String(gap[name]);
  const { expires_in_seconds: left } = gap;
  if (left === null) return '';
  return left > 0 ? duration(left * 1000) : 'past';
}
