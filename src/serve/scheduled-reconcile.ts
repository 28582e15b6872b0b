/** What the daemon does every night: 60 days against the vendor's totals, day by day, and some of their hours in turn. */
import { hasCursor } from '../contract/stream.ts';
import type { ScheduleEntry } from '../schedules/timetable.ts';
import { reasonOf } from '../sync/difference.ts';
import { reconcile, withTotals } from '../sync/reconcile-run.ts';
import { HOURS_A_NIGHT } from '../sync/reconciled.ts';
import { watchLines } from '../sync/watch-lines.ts';
import { counted } from '../transform/text.ts';
import { type HostedSession, withLent } from './lend.ts';

/** In UTC, when a day has been over for some hours and few play. */
const NIGHTLY = '15 3 * * *';

/** The pulled streams that have totals, once a night. */
export function nightlyOf(entries: readonly ScheduleEntry[]): ScheduleEntry[] {
  return entries
    .filter(({ stream }) => !hasCursor(stream) && stream.totals)
    .map((entry) => ({ ...entry, expression: NIGHTLY }));
}

/** Compares, and repairs nothing: what differs now is read again by the next pull. Returns what differs. */
export function reconcileDue(
  each: ScheduleEntry,
  session: HostedSession,
): Promise<string | undefined> {
  const { host, now, signal, terminal } = session;
  const claim = { streams: [each], command: 'reconcile', session };
  return host.alone(claim, () =>
    withLent(host, async (warehouse) => {
      const jobs = withTotals([each]);
      const name = `${each.account.name} ${each.stream.name}, scheduled`;
      const asked = {
        range: undefined,
        isEach: false,
        isRepair: false,
        hoursInTurn: HOURS_A_NIGHT,
      };
      const request = { ...asked, arguments: name };
      const watch = watchLines(jobs, terminal.note, now);
      const cluster = session.config.cluster.url;
      const context = { warehouse, cluster, net: host.net, signal, now, watch };
      const { streams } = await reconcile(jobs, request, context);
      const standing = streams.flatMap((s) => s.standing.filter(({ waiver }) => !waiver));
      const [first] = standing;
      if (!first) return streams.find(({ error }) => error)?.error?.message;
      return `${counted(standing.length, 'difference')} from the vendor's totals; first: ${reasonOf(first)}`;
    }),
  );
}
