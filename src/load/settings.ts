/** What the views need to know of the configuration, kept in the store. */
import { ConfigError } from '../contract/errors.ts';
import type { Account } from '../contract/vendor.ts';
import { formatAmount, UNSCALED } from '../transform/money.ts';
import { noteChange } from './changes.ts';
import { refreshGamingDay } from './gaming-day.ts';
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
  if (same) return;
  await warehouse.write(db, async () => {
    await db.run(sql('queries/write-settings'), params);
    await refreshGamingDay(db);
    await noteChange(db, { relation: 'sync.settings' });
  });
}

/**
 * Makes the accounts known to the views. An account that has data keeps its vendor, currency and scale
 * for ever: amounts of two currencies or scales under one name could not be told apart. Throws ConfigError.
 */
export async function rememberAccounts(
  warehouse: Warehouse,
  accounts: readonly Account[],
): Promise<void> {
  const { db } = warehouse;
  const stored = new Map(
    (await db.many(sql('queries/list-accounts'))).map((row) => [row.account, row]),
  );
  for (const account of accounts) {
    const terms = termsOf(account);
    const known = stored.get(account.name);
    const changed = TERMS.filter((term) => known?.[term] !== terms[term]);
    if (changed.length === 0) continue;
    const [term] = changed;
    if (known?.has_data && term) refuseChange(account, term, [String(known[term]), terms[term]]);
    const params = { account: account.name, ...terms };
    await warehouse.write(db, async () => {
      await db.run(sql('queries/remember-account'), params);
      await noteChange(db, { relation: 'sync.accounts' });
    });
  }
}

const TERMS = ['vendor', 'currency', 'scale'] as const;
type Terms = Record<(typeof TERMS)[number], string>;

function termsOf({ vendor, currency, scale = UNSCALED }: Account): Terms {
  return { vendor, currency, scale: formatAmount(scale) };
}

function refuseChange(
  { name, settingNames }: Account,
  term: keyof Terms,
  [stored, set]: readonly [stored: string, set: string],
): never {
  const place = settingNames[term];
  throw new ConfigError(
    `account ${name} is stored in ${described(term, stored)}, but its ${term} is set to ${described(term, set)}`,
    {
      hint: `set the old ${term}${place ? ` in ${place}` : ''}, give the account another name, or point GGR_WAREHOUSE at a new store`,
    },
  );
}

/** "scale 1000", "vendor pv", "CNY". */
function described(term: keyof Terms, value: string): string {
  const text = term === 'scale' ? value.replace(/\.?0+$/, '') : value;
  return term === 'currency' ? text : `${term} ${text}`;
}
