/** `ggr forget` and `ggr remember`: months that stand in ClickHouse alone (docs/clickhouse.md). */
import { VERSION } from '../../config/version.ts';
import { EXIT, type ExitCode, UsageError } from '../../contract/errors.ts';
import { Cluster } from '../../load/clickhouse/cluster.ts';
import type { Fate } from '../../load/clickhouse/forget.ts';
import { giveUpMonth } from '../../load/clickhouse/give-up.ts';
import { rememberMonth } from '../../load/clickhouse/remember.ts';
import { runForget } from '../../load/clickhouse/run-forget.ts';
import { verifyForgotten } from '../../load/clickhouse/verify-forgotten.ts';
import { listForgotten } from '../../load/forgotten.ts';
import type { Session } from '../../serve/session.ts';
import { numbered } from '../../serve/table.ts';
import { counted } from '../../transform/text.ts';
import { type AddCommand, JSON_OPTION } from '../session/command-line.ts';
import { openToRead, withStore } from '../session/session.ts';
import { show, tell, toDocument } from '../session/terminal.ts';

interface Forgetting {
  readonly apply: boolean;
  readonly json: boolean;
}

interface Remembering {
  readonly anew: boolean;
  readonly json: boolean;
}

export const addForget: AddCommand = (ggr, { runOnStore }) => {
  ggr
    .command('forget')
    .description('months that GGR_KEEP_MONTHS lets go, and why others stay')
    .option('--apply', 'forget them: they stand in ClickHouse alone from then on', false)
    .option(...JSON_OPTION)
    .action((options) => runOnStore((session) => forget(session, options)));
};

export const addRemember: AddCommand = (ggr, { runOnStore }) => {
  ggr
    .command('remember')
    .description('bring a forgotten month back from ClickHouse')
    .argument('<account>', 'account at a vendor')
    .argument('<month>', 'gaming month, such as 2026-03')
    .option('--anew', 'where ClickHouse has lost it: have it read from the vendor again', false)
    .option(...JSON_OPTION)
    .action((account, month, options) =>
      runOnStore((session) => remember(session, { account, month }, options)),
    );
};

const HEAD = ['account', 'month', 'rows', 'stays because'];

/** Mismatch where forgotten months are not right in the cluster. Throws UsageError without a cluster or GGR_KEEP_MONTHS, ClusterError where it does not answer. */
export async function forget(session: Session, { apply, json }: Forgetting): Promise<ExitCode> {
  const { config, catalogue, now, signal, terminal } = session;
  const { node, keepMonths } = config.cluster;
  const url = urlOf(session);
  if (keepMonths === undefined) {
    throw new UsageError('GGR_KEEP_MONTHS is not set: the store keeps every month', {
      hint: 'GGR_KEEP_MONTHS=12 keeps a year of whole months before this one',
    });
  }
  const fates = await withStore(session, 'forget', (warehouse) =>
    runForget({
      ...{ warehouse, catalogue, url, node, keepMonths, now, signal },
      ...{ isApplied: apply, version: VERSION },
    }),
  );
  const wrong = await withStore(session, 'forget', (warehouse) =>
    verifyForgotten({ warehouse, catalogue, url, now }),
  );
  const going = fates.filter(({ why }) => why === undefined);
  const exitCode = wrong.length > 0 ? EXIT.mismatch : EXIT.done;
  if (json) {
    terminal.out(toDocument({ applied: apply, months: fates.map(asDocument), wrong }));
    return exitCode;
  }
  const rows = fates.map((fate) => [
    fate.month.account,
    fate.month.month,
    String(rowsOf(fate)),
    fate.why ?? '',
  ]);
  show(terminal, { columns: numbered(HEAD, ['rows']), rows });
  const months = counted(going.length, 'month');
  tell(
    terminal,
    apply
      ? `${months} forgotten: \`ggr remember\` brings one back`
      : `${months} may go: \`ggr forget --apply\` forgets them, and \`ggr serve\` does it every night`,
  );
  for (const line of wrong) terminal.note(`WARNING: not right in ClickHouse: ${line}`);
  return exitCode;
}

const rowsOf = ({ month }: Fate) => month.tables.reduce((sum, { rows }) => sum + rows, 0);

const asDocument = (fate: Fate) => ({
  account: fate.month.account,
  month: fate.month.month,
  rows: rowsOf(fate),
  stays_because: fate.why ?? null,
});

/** Throws UsageError where the month is not forgotten, ForgottenError where the cluster has not all of it. */
export async function remember(
  session: Session,
  month: { readonly account: string; readonly month: string },
  { anew, json }: Remembering,
): Promise<ExitCode> {
  const { catalogue, signal, terminal } = session;
  const url = urlOf(session);
  await refuseKept(session, month);
  const cluster = await Cluster.open({ url });
  try {
    const back = await withStore(session, 'remember', async (warehouse) => {
      const options = { warehouse, cluster, catalogue, signal };
      if (anew) return giveUpMonth(options, month);
      return { rows: await rememberMonth(options, month) };
    });
    if (json) terminal.out(toDocument({ ...month, anew, windows: 0, ...back }));
    else for (const line of linesOf(back)) tell(terminal, line);
    return EXIT.done;
  } finally {
    await cluster.close();
  }
}

function* linesOf({ rows, windows }: { readonly rows: number; readonly windows?: number }) {
  if (windows !== undefined)
    yield `${counted(windows, 'window')} of it are due again: \`ggr backfill\` reads them`;
  if (windows === undefined || rows > 0)
    yield `${counted(rows, 'row')} came back; with GGR_KEEP_MONTHS as it is they go again`;
}

async function refuseKept(
  session: Session,
  { account, month }: { readonly account: string; readonly month: string },
): Promise<void> {
  const warehouse = await openToRead(session);
  const gone = await listForgotten(warehouse.db).finally(() => warehouse.close());
  if (gone.some((each) => each.account === account && each.month === month)) return;
  throw new UsageError(`${month} of ${account} is not forgotten`, {
    hint: 'ggr query "select account, month, rows from sync.forgotten" lists what is',
  });
}

function urlOf({ config }: Session): string {
  const { url } = config.cluster;
  if (url !== undefined) return url;
  throw new UsageError('there is no cluster', { hint: 'GGR_CLICKHOUSE_URL names one' });
}
