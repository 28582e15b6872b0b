/** What the views need to know of the configuration, kept in the store. */
import { ConfigError } from '../errors.ts';
import type { Account } from '../stream.ts';
import { sql } from './sql.ts';
import type { Warehouse } from './warehouse.ts';

export interface ReportSettings {
  readonly reportTimezone: string;
  readonly dayStart: string;
  readonly baseCurrency: string | undefined;
  readonly isDemo: boolean;
}

export async function writeSettings(warehouse: Warehouse, settings: ReportSettings): Promise<void> {
  const { db } = warehouse;
  const params = {
    timezone: settings.reportTimezone,
    day_start: settings.dayStart,
    base_currency: settings.baseCurrency ?? null,
    is_demo: settings.isDemo,
  };
  const stored = await db.maybeOne(sql('queries/read-settings'));
  const same =
    stored?.report_timezone === params.timezone &&
    stored.day_start === `${params.day_start}:00` &&
    stored.base_currency === params.base_currency &&
    stored.is_demo === params.is_demo;
  if (!same) await warehouse.write(db, () => db.run(sql('queries/write-settings'), params));
}

/** Makes the accounts known to the views. An account keeps its one currency for ever. */
export async function rememberAccounts(
  warehouse: Warehouse,
  accounts: readonly Account[],
): Promise<void> {
  const { db } = warehouse;
  const stored = new Map(
    (await db.many(sql('queries/list-accounts'))).map((row) => [row.account, row.currency]),
  );
  for (const { name, vendor, currency } of accounts) {
    const known = stored.get(name);
    if (known === undefined) {
      await warehouse.write(db, () =>
        db.run(sql('queries/remember-account'), { account: name, vendor, currency }),
      );
    } else if (known !== currency) {
      throw new ConfigError(
        `account ${name} is stored in ${known}, but its currency is set to ${currency}`,
        { hint: 'set the old currency, or point GGR_WAREHOUSE at a new store' },
      );
    }
  }
}
