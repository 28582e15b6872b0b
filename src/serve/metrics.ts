/** GET /metrics: the document of /status.json as Prometheus reads it, so that both say the same of one moment. */
import type { DaemonFacts } from './describe-daemon.ts';
import { Families } from './metrics-families.ts';
import { addParts, addSnapshot, addWallet } from './metrics-parts.ts';
import { addSchedules, addStreams, addTraffic, secondsOf } from './metrics-streams.ts';
import type { DaemonDocument } from './status-document.ts';

/** A document without what only the store knows: while it is away. */
export type KnownOfDaemon = Pick<DaemonFacts, 'daemon' | 'parts'> & Partial<DaemonDocument>;

export interface MetricsText {
  readonly contentType: string;
  readonly text: string;
}

export async function renderMetrics(document: KnownOfDaemon): Promise<MetricsText> {
  const families = new Families();
  addDaemon(families, document);
  addParts(families, document.parts);
  if (document.streams && document.daemon.store_fault === null) {
    addStreams(families, document.streams);
    addStore(families, document);
  }
  addSchedules(families, document.schedules ?? []);
  addTraffic(families, document.traffic ?? []);
  addWallet(families, document.parts.wallet);
  addSnapshot(families, document.parts.snapshots);
  return { contentType: families.contentType, text: await families.text() };
}

function addDaemon(families: Families, { daemon, as_of }: KnownOfDaemon): void {
  families.gauge({
    name: 'ggr_build_info',
    help: 'Always 1; the version that runs.',
    labelNames: ['version'],
  })(1, { version: daemon.version });
  families.gauge({
    name: 'ggr_store_up',
    help: 'Whether the store can be read. At 0 nothing is said of streams: what is absent is not known.',
  })(as_of !== undefined && daemon.store_fault === null ? 1 : 0);
  families.gauge({
    name: 'ggr_status_as_of_timestamp_seconds',
    help: 'The moment of which this speaks.',
  })(secondsOf(as_of));
}

function addStore(families: Families, document: KnownOfDaemon): void {
  const gauge = (name: string, help: string) => families.gauge({ name, help });
  gauge(
    'ggr_unaccounted_windows',
    'Windows whose records are not all accounted for.',
  )(document.unaccounted_windows);
  gauge(
    'ggr_clock_behind_seconds',
    'How far the clock of this machine stands behind the newest fetch.',
  )(document.clock_behind_seconds);
  gauge(
    'ggr_drift_events',
    "Changes of the vendors' fields since yesterday began.",
  )(document.drift?.length);
  const run = document.last_run;
  families.gauge({
    name: 'ggr_last_run_end_timestamp_seconds',
    help: 'When the run that began last ended. Absent while it runs.',
    labelNames: ['command', 'outcome'],
  })(secondsOf(run?.ended_at), run ? { command: run.command, outcome: run.outcome } : {});
}
