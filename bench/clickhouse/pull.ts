/** What noting and sending cost a pull, and how far behind the cluster is meanwhile. */
import { join } from 'node:path';
import type { Measured } from '../load/job.ts';
import { answerOf } from '../load/processes.ts';
import { costOf, NO_CLUSTER, say, startCluster } from './cluster.ts';

interface Pulled {
  readonly pulled: Measured;
  readonly all: Measured;
  readonly longestMs: number;
  readonly sent: number;
  readonly shipments: number;
}

export interface PullOptions {
  readonly folder: string;
  readonly hours: number;
  readonly betsPerHour: number;
  readonly rounds: number;
}

/** The ways one after the other, so many rounds: others use the machine, too. */
export async function measurePull(options: PullOptions): Promise<void> {
  const { folder, hours, betsPerHour, rounds } = options;
  const vendor = await answerOf<object>('../src/demo/pv/main.ts', [
    ...['--from', '2025-03-01', '--bets-per-hour', String(betsPerHour)],
    ...['--players', '5000', '--ready-hours', String(hours)],
  ]);
  say(
    '| pull | rows | rows/s | CPU here, µs a row | and until all is sent | CPU there | rows sent | shipments | longest lag |',
  );
  say('|---|---:|---:|---:|---:|---:|---:|---:|---:|');
  for (let round = 0; round < rounds; round += 1) {
    for (const way of ['none', 'noted', 'sent']) {
      // in a cluster of its own: another store's accounts are claimed for two minutes
      const own = join(folder, `${way}-${round}`);
      const cluster = way === 'sent' ? await startCluster(own) : NO_CLUSTER;
      const job = { ...vendor, hours, folder, way, cluster: cluster.url };
      const found: Pulled[] = [];
      const { theirs } = await costOf(cluster, async () => {
        found.push(await answerOf<Pulled>('clickhouse/pulled.ts', [JSON.stringify(job)]));
      });
      for (const one of found) say(lineOf(way, one, theirs));
      cluster.stop();
    }
  }
}

function lineOf(
  way: string,
  { pulled, all, longestMs, sent, shipments }: Pulled,
  theirs?: number,
): string {
  const { rows } = pulled;
  const each = ({ cpu_us }: Measured) => ((cpu_us ?? 0) / rows).toFixed(2);
  const rate = Math.round((rows * 1000) / pulled.ms);
  const there = way === 'sent' && theirs !== undefined ? ((theirs * 1e6) / rows).toFixed(2) : '';
  const lag = way === 'sent' ? `${(longestMs / 1000).toFixed(1)} s` : '';
  const more = way === 'sent' ? each(all) : '';
  return `| ${way} | ${rows} | ${rate} | ${each(pulled)} | ${more} | ${there} | ${sent || ''} | ${shipments || ''} | ${lag} |`;
}
