/** Rates of exchange in the store: ggr.fx_rates. */
import type { FxRate } from '../transform/fx-rates.ts';
import { noteChange } from './changes.ts';
import type { StoredRow } from './database.ts';
import { sql } from './sql.ts';
import type { Warehouse } from './warehouse.ts';

interface Import {
  readonly rates: readonly FxRate[];
  readonly baseCurrency: string;
  /** UTC, as SQL. */
  readonly importedAt: string;
}

/**
 * Puts all rates in, in one transaction; one of the same date, currency, base currency and source is
 * replaced. Returns how many were.
 */
export async function importFxRates(
  warehouse: Warehouse,
  { rates, baseCurrency, importedAt }: Import,
): Promise<{ readonly replaced: number }> {
  const { db } = warehouse;
  // text in text: a number in JSON would pass through a double
  const params = { rates: JSON.stringify(rates), base_currency: baseCurrency };
  return warehouse.write(db, async () => {
    const replaced = await db.run(sql('queries/delete-fx-rates'), params);
    await db.run(sql('queries/insert-fx-rates'), { ...params, imported_at: importedAt });
    await noteChange(db, { relation: 'ggr.fx_rates' });
    return { replaced };
  });
}

/** One row per currency, base currency and source: how many rates, from when to when, the newest one. */
export async function listFxRates(warehouse: Warehouse): Promise<StoredRow[]> {
  return warehouse.db.many(sql('queries/list-fx-rates'));
}
