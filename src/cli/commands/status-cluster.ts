/** `ggr status --cluster`: every node that sends to the cluster, by what stands there. */
import { EXIT, type ExitCode, UsageError } from '../../contract/errors.ts';
import { Cluster } from '../../load/clickhouse/cluster.ts';
import { ROWS } from '../../load/clickhouse/relations.ts';
import { sql } from '../../load/sql.ts';
import type { Session } from '../../serve/session.ts';
import { numbered } from '../../serve/table.ts';
import { show, toDocument } from '../session/terminal.ts';

const HEAD = ['node', 'accounts', 'newest_change_at', 'shipped_at', 'silent_seconds', 'store'];

/** Throws UsageError without a cluster, ClusterError where it does not answer. */
export async function statusOfCluster(
  { config, terminal }: Session,
  { json }: { readonly json: boolean },
): Promise<ExitCode> {
  const { url } = config.cluster;
  if (url === undefined) {
    throw new UsageError('there is no cluster', { hint: 'GGR_CLICKHOUSE_URL names one' });
  }
  const cluster = await Cluster.open({ url });
  try {
    const nodes = await cluster.query(sql('clickhouse/list-nodes', { rows: ROWS }));
    if (json) terminal.out(toDocument({ nodes }));
    else show(terminal, { columns: numbered(HEAD, ['silent_seconds']), rows: nodes.map(lineOf) });
    return EXIT.done;
  } finally {
    await cluster.close();
  }
}

function lineOf(node: Readonly<Record<string, unknown>>): string[] {
  return HEAD.map((name) => {
    const value = node[name];
    return Array.isArray(value) ? value.join(' ') : String(value ?? '');
  });
}
