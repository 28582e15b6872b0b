/** A record that is refused by one read and good for the next. */
import type { Warehouse } from '../../src/load/warehouse.ts';

/** Its credit is no number. */
export const malformed = (record: Record<string, unknown>) => ({ ...record, credit: 'x' });

/** As if the ggr that refused it had been stricter than this one. */
export const becomesGood = ({ warehouse }: { warehouse: Warehouse }, key: string, record: object) =>
  warehouse.db.run('update sync.rejects set raw = $raw where record_key = $key', {
    key,
    raw: JSON.stringify(record),
  });
