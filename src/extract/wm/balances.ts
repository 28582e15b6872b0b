/** `wm.balances`: what the agent, and players on request, have left, each time we look (wm.txt). */
import * as z from 'zod';
import { defineStream, type Page, type ReadContext } from '../../contract/stream.ts';
import { isJsonNumber, type JsonNumber, notNumber } from '../../transform/json.ts';
import { amountFromDecimal, amountFromFloat } from '../../transform/money.ts';
import { DAY_MS, microsFromSeconds } from '../../transform/time.ts';
import { callCommand } from './client.ts';
import { wm } from './vendor.ts';

/** The result of GetAgentBalance or GetBalance alone, with whom and when we asked. */
const balance = z.object({
  user: z.string(),
  asked_at: z.int(),
  balance: z.union([z.string(), z.custom<JsonNumber>(isJsonNumber, notNumber('a number'))]),
});

export const wmBalances = defineStream({
  name: 'wm.balances',
  vendor: wm,
  table: 'wm.balances',
  columns: { user: 'VARCHAR', asked_at: 'TIMESTAMP', balance: 'DECIMAL(18,4)' },
  key: ['user', 'asked_at'],
  eventTime: 'asked_at',
  mode: 'upsert',
  windows: { unitMs: DAY_MS, isInstant: true, pageSize: Number.POSITIVE_INFINITY },
  record: balance,
  toRow,
  read,
});

/** The agent itself has the user "". */
async function* read(context: ReadContext): AsyncGenerator<Page> {
  const { account, net } = context;
  const askedAt = () => Math.floor(net.now() / 1000);
  const users = (account.settings.balance_users ?? '').split(',').map((name) => name.trim());
  const agent = await callCommand('GetAgentBalance', {}, context);
  const records: unknown[] = [{ user: '', asked_at: askedAt(), balance: agent }];
  for (const user of users.filter((name) => name !== '')) {
    const result = await callCommand('GetBalance', { user }, context);
    records.push({ user, asked_at: askedAt(), balance: result });
  }
  yield { records, total: undefined };
}

/** The vendor sends a float; some gateways send it as text. */
function toRow(record: z.infer<typeof balance>) {
  const { user, asked_at } = record;
  return {
    user,
    asked_at: microsFromSeconds(asked_at, 'asked_at'),
    balance:
      typeof record.balance === 'string'
        ? amountFromDecimal(record.balance, 'balance')
        : amountFromFloat(record.balance, 'balance'),
  };
}
