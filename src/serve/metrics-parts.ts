/** What /metrics says of the processes, and of what the wallet's and the warehouse's tell themselves. */
import { z } from 'zod';
import type { DaemonFacts, PartFacts } from './describe-daemon.ts';
import type { Families } from './metrics-families.ts';
import { secondsOf } from './metrics-streams.ts';

const OF_PART = ['part'] as const;

export function addParts(families: Families, parts: DaemonFacts['parts']): void {
  const gauge = (name: string, help: string) => families.gauge({ name, help, labelNames: OF_PART });
  const up = gauge('ggr_part_up', '1 while the process of a part answers.');
  const ready = gauge('ggr_part_ready', '1 while a part can do its work.');
  const rss = gauge('ggr_part_resident_memory_bytes', 'Memory that the process of a part holds.');
  const restarts = families.counter({
    name: 'ggr_part_restarts_total',
    help: 'How often a part was started again since `ggr serve` began.',
    labelNames: OF_PART,
  });
  const processes = Object.entries(parts).filter(([, { state }]) => state !== undefined);
  // the worst first
  const worst = processes.toSorted(([, a], [, b]) => healthOf(a) - healthOf(b));
  for (const [part, facts] of worst) {
    up(facts.state === 'up' ? 1 : 0, { part });
    ready(facts.state === 'up' && facts.not_ready === null ? 1 : 0, { part });
    rss(facts.rss, { part });
    restarts(facts.restarts, { part });
  }
}

function healthOf({ state, not_ready, restarts = 0 }: PartFacts): number {
  if (state !== 'up') return -2;
  return not_ready === null ? -restarts / (restarts + 1) : -1;
}

const COUNTS = z.record(z.string(), z.number());
const WALLET = z.object({
  requests: z.number().optional(),
  repeats: z.number().optional(),
  refused: COUNTS.optional(),
  flags: COUNTS.optional(),
  latency: z
    .object({
      bounds: z.array(z.number()),
      cumulative: z.array(z.number()),
      count: z.number(),
      sum: z.number(),
    })
    .optional(),
  entries_not_shipped: z.number().nullish(),
  rounds: z
    .object({
      open_past_half: z.number(),
      timed_out: z.number(),
      closed_by_hand: z.number(),
    })
    .nullish(),
});

/** Counted by the wallet's process since it began. */
export function addWallet(families: Families, facts: PartFacts | undefined): void {
  const { data } = WALLET.safeParse(facts);
  if (!data) return;
  const count = (name: string, help: string) => families.counter({ name, help });
  count('ggr_wallet_requests_total', 'Requests of game servers that were answered.')(data.requests);
  count(
    'ggr_wallet_repeats_total',
    'Requests that had been answered before, and were answered the same again.',
  )(data.repeats);
  const refused = families.counter({
    name: 'ggr_wallet_refusals_total',
    help: 'Requests that were refused, by reason.',
    labelNames: ['reason'],
  });
  for (const [reason, n] of Object.entries(data.refused ?? {})) refused(n, { reason });
  const flags = families.counter({
    name: 'ggr_wallet_flags_total',
    help: 'Entries that a person should look at, by flag.',
    labelNames: ['flag'],
  });
  for (const [flag, n] of Object.entries(data.flags ?? {})) flags(n, { flag });
  if (data.latency) {
    const name = 'ggr_wallet_request_duration_seconds';
    families.histogram({ name, help: 'From the whole request to its answer.' }, data.latency);
  }
  families.gauge({
    name: 'ggr_wallet_entries_not_shipped',
    help: 'Entries of the journal that the warehouse does not have yet.',
  })(data.entries_not_shipped);
  families.gauge({
    name: 'ggr_wallet_open_rounds_past_half',
    help: 'Open rounds for which half of GGR_WALLET_ROUND_TIMEOUT has passed; 1000 means so many or more.',
  })(data.rounds?.open_past_half);
}

const SNAPSHOTS = z.object({ as_of: z.string().nullish() });

export function addSnapshot(families: Families, facts: PartFacts | undefined): void {
  const asOf = SNAPSHOTS.safeParse(facts).data?.as_of;
  families.gauge({
    name: 'ggr_snapshot_as_of_timestamp_seconds',
    help: 'Everything before this instant is in the snapshot that readers see. Absent before the first.',
  })(secondsOf(asOf));
}
