/** `ggr sync [source…]`: everything that is due up to now. */
import { selectAccount, selectStreams } from '../../config/select-streams.ts';
import type { ExitCode } from '../../contract/errors.ts';
import type { Session } from '../../serve/session.ts';
import { LOOK_EACH_SYNC_MS } from '../../sync/look-back.ts';
import { planSyncs } from '../../sync/plan-sync.ts';
import { type AddCommand, JSON_OPTION } from '../session/command-line.ts';
import { pullAndReport } from '../session/report.ts';
import { alone, leaveOut } from '../session/session.ts';

export interface SyncOptions {
  readonly account?: string;
  readonly json: boolean;
}

export const addSync: AddCommand = (ggr, { run }) => {
  ggr
    .command('sync')
    .description('pull everything that is due up to now')
    .argument('[source...]', 'vendors or streams, such as pv or pv.bets; all without')
    .option('--account <name>', 'only this account')
    .option(...JSON_OPTION)
    .action((sources, options) => run((session) => sync(session, sources, options)));
};

export async function sync(
  session: Session,
  sources: readonly string[],
  { account, json }: SyncOptions,
): Promise<ExitCode> {
  const { config, catalogue, now, terminal } = session;
  const { accounts, syncStart } = config;
  const isPartial = leaveOut(session, sources, account);
  const streams = selectAccount(selectStreams({ accounts, catalogue }, sources), account);
  return alone(session, { streams, command: 'sync' }, async (warehouse, net) => {
    const lookEveryMs = LOOK_EACH_SYNC_MS;
    const planning = { warehouse, now, note: terminal.note, syncStart, lookEveryMs };
    const jobs = await planSyncs(streams, planning);
    const name = { command: 'sync', arguments: sources.join(' ') };
    return pullAndReport({ ...session, warehouse, net }, { jobs, name, json, isPartial });
  });
}
