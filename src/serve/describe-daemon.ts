/** What the daemon adds to the document of `status`, and what of it needs a person. */
import { VERSION } from '../config/version.ts';
import { type StoreError, withHint } from '../contract/errors.ts';
import type { StreamTraffic, TrafficKey } from '../contract/traffic.ts';
import type { JobStatus } from '../schedules/runner.ts';
import { counted } from '../transform/text.ts';
import type { RunningPulls, ScheduledJob } from './job-times.ts';
import type { DaemonPart } from './part.ts';
import type { PartStatus } from './part-messages.ts';

export interface Standing {
  /** The process to end when the daemon is to end. */
  readonly pid: number;
  readonly runner: RunningPulls | undefined;
  readonly parts: readonly DaemonPart[];
  readonly storeFault: StoreError | undefined;
  /** The processes of `ggr serve`, as its supervisor last told. */
  readonly processes: readonly PartStatus[];
  /** What was asked of the vendors since this process began. */
  readonly traffic: readonly (TrafficKey & StreamTraffic)[];
}

/** Schedules, and of each part its process and what it tells itself. */
export interface DaemonFacts {
  readonly daemon: {
    readonly version: string;
    readonly pid: number;
    readonly store_fault: string | null;
  };
  readonly schedules: readonly JobStatus[];
  /** These and the nightly ones. */
  readonly jobs: readonly ScheduledJob[];
  readonly parts: Readonly<Record<string, PartFacts>>;
  readonly traffic: Standing['traffic'];
}

/** A part: what its supervisor knows of its process, where it has one, and what it tells itself. */
export type PartFacts = Partial<Omit<PartStatus, 'part' | 'details'>> &
  Readonly<Record<string, unknown>>;

export function describeDaemon(standing: Standing): DaemonFacts {
  const { pid, runner, parts, storeFault, processes, traffic } = standing;
  const all = new Map<string, PartFacts>();
  for (const { part, details, ...process } of processes) {
    all.set(part, { ...process, ...details });
  }
  for (const part of parts) {
    const process = processes.find((each) => each.part === part.name);
    const not_ready = process?.not_ready ?? part.ready?.() ?? null;
    all.set(part.name, { ...all.get(part.name), not_ready, ...part.status?.() });
  }
  return {
    daemon: { version: VERSION, pid, store_fault: storeFault?.message ?? null },
    schedules: runner?.status() ?? [],
    jobs: runner?.jobs() ?? [],
    parts: Object.fromEntries(all),
    traffic,
  };
}

/** A full disk needs room and no new process. */
function adviceOn(fault: StoreError): string {
  return fault.code === 'store-suspended' ? withHint(fault) : fault.message;
}

/** What of it needs a person, a line each. */
export function troublesOf({ runner, parts, storeFault, processes }: Standing): string[] {
  const failing = (runner?.status() ?? []).filter((job) => job.last_error !== null);
  return [
    ...(storeFault ? [`the store: ${adviceOn(storeFault)}`] : []),
    ...failing.map(
      (job) =>
        `${job.account} ${job.stream}: failing since ${job.failing_since}, next try ${job.next_fire_at ?? 'none'}: ${job.last_error}`,
    ),
    ...parts.flatMap((part) => {
      const reason = part.ready?.() ?? part.trouble?.();
      return reason === undefined ? [] : [`${part.name}: ${reason}`];
    }),
    ...processes.flatMap(({ part, not_ready, restarts, last_reason, last_ended_at, details }) => [
      ...(Number(details.orphan_wins_above_limit ?? 0) > 0
        ? [
            `${part}: ${counted(Number(details.orphan_wins_above_limit), 'win')} without a bet above GGR_WALLET_ORPHAN_LIMIT: \`ggr query "select * from wallet.ledger where flags like '%orphan%'"\``,
          ]
        : []),
      ...(part !== 'warehouse' && not_ready !== null ? [`${part}: ${not_ready}`] : []),
      ...(restarts > 0
        ? [
            `${part}: started again ${counted(restarts, 'time')}, last ${last_ended_at}: ${last_reason}`,
          ]
        : []),
    ]),
  ];
}

/** The first reason why something of it cannot do its work, or nothing. */
export function unreadyOf({ storeFault, parts }: Standing): string | undefined {
  if (storeFault) return storeFault.message;
  for (const part of parts) {
    const reason = part.ready?.();
    if (reason !== undefined) return `${part.name}: ${reason}`;
  }
  return undefined;
}

/** What is under way, in a few words; no statement and no argument is among them. */
export function doingOf(
  commands: readonly string[],
  queries: number,
  runner: RunningPulls | undefined,
): string | undefined {
  const pulls = (runner?.status() ?? []).filter(({ running }) => running);
  const all = [
    ...(queries > 0 ? [`${queries} SQL`] : []),
    ...commands.map((name) => `ggr ${name}`),
    ...pulls.map(({ account, stream }) => `a pull of ${account} ${stream}`),
  ];
  return all.length > 0 ? all.join(', ') : undefined;
}
