/** `ggr reconcile waive`: a person says that a difference may stand, why, and until when. */
import { EXIT, type ExitCode, UsageError } from '../../contract/errors.ts';
import { overlaps } from '../../contract/intervals.ts';
import { enterWaiver, listDifferences } from '../../load/waivers.ts';
import type { Session } from '../../serve/session.ts';
import { counted } from '../../transform/text.ts';
import { iso, parseIso } from '../../transform/time.ts';
import { openToRead, withStore } from '../session/session.ts';
import { toDocument } from '../session/terminal.ts';
import { readRange } from './backfill-range.ts';
import { jobsOf } from './reconcile-jobs.ts';

export interface WaiveOptions {
  readonly from?: string;
  readonly to?: string;
  readonly reason?: string;
  readonly until?: string;
  readonly account?: string;
  readonly json: boolean;
}

/** Keeps the word beside the checks; no window's state changes. Throws UsageError. */
export async function waive(
  session: Session,
  source: string,
  options: WaiveOptions,
): Promise<ExitCode> {
  const { now, terminal, user: by } = session;
  const reason = options.reason?.trim() ?? '';
  if (reason === '') {
    throw new UsageError('a difference is waived with a reason only', {
      hint: `ggr reconcile waive ${source} --from … --to … --reason "<why it may stand>"`,
    });
  }
  const range = readRange(options, { now: now(), isWalked: false });
  const until = readUntil(options.until, now());
  const streams = jobsOf(session, source, options.account);
  await (await openToRead(session)).close(); // a store that is not there is said, and not made
  const waived = await withStore(session, 'reconcile waive', async (warehouse) => {
    const of = (each: { account: string; stream: string }) =>
      streams.some((s) => s.account.name === each.account && s.stream.name === each.stream);
    for (const { account, stream } of streams) {
      const key = { account: account.name, stream: stream.name };
      await enterWaiver(warehouse, { ...key, ...range, by, reason, until }, now());
    }
    const standing = await listDifferences(warehouse.db, now());
    return standing.filter((each) => of(each) && overlaps(each, range));
  });
  const whole = waived.filter((each) => each.waived).length;
  terminal.note(
    `${counted(whole, 'difference')} waived by ${by}${until === null ? '' : ` until ${iso(until)}`}`,
  );
  if (whole < waived.length) {
    terminal.note(
      `${counted(waived.length - whole, 'difference')} not waived, of windows that lie only partly in it: name whole windows`,
    );
  }
  const place = { from: iso(range.start), to: iso(range.end) };
  const end = until === null ? null : iso(until);
  if (options.json) terminal.out(toDocument({ waived: whole, by, reason, ...place, until: end }));
  return EXIT.done;
}

function readUntil(text: string | undefined, now: number): number | null {
  if (text === undefined) return null;
  const instant = parseIso(text);
  if (instant === undefined) {
    throw new UsageError(`--until ${JSON.stringify(text)} is not an ISO 8601 date or time`, {
      hint: 'write 2025-03-01 or 2025-03-01T06:00:00Z; without an offset it is UTC',
    });
  }
  if (instant <= now) {
    throw new UsageError(`--until ${iso(instant)} lies in the past: it is ${iso(now)} UTC`, {
      hint: 'a waiver holds from now on; without --until for good',
    });
  }
  return instant;
}
