/** `wm.balances`: what the agent, and players on request, have left, each time we look (wm.txt). */
import { defineStream, type Page, type ReadContext } from '../../contract/stream.ts';
import { wmBalanceToRow } from '../../transform/wm/accounts.ts';
import { callCommand } from './client.ts';
import { wmBalance } from './schemas.ts';
import { wm } from './vendor.ts';

export const wmBalances = defineStream({
  name: 'wm.balances',
  vendor: wm,
  table: 'wm.balances',
  columns: { user: 'VARCHAR', asked_at: 'TIMESTAMP', balance: 'DECIMAL(18,4)' },
  key: ['user', 'asked_at'],
  eventTime: 'asked_at',
  mode: 'upsert',
  windows: { unitMs: 86_400_000, isInstant: true, pageSize: Number.POSITIVE_INFINITY },
  record: wmBalance,
  toRow: wmBalanceToRow,
  read: readBalances,
});

/** The agent itself has the user "". */
async function* readBalances(context: ReadContext): AsyncGenerator<Page> {
  const { account, net } = context;
  const askedAt = () => Math.floor(net.now() / 1000);
  const users = (account.settings.balance_users ?? '').split(',').map((name) => name.trim());
  const agent = await callCommand('GetAgentBalance', {}, context);
  const records: unknown[] = [{ user: '', asked_at: askedAt(), balance: agent }];
  for (const user of users.filter((name) => name !== '')) {
    const balance = await callCommand('GetBalance', { user }, context);
    records.push({ user, asked_at: askedAt(), balance });
  }
  yield { records, total: undefined };
}
