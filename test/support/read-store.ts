/** What stands in a store that nobody holds, read in this process: what `ggr query` prints, at a fifth of its cost. */
import { Warehouse } from '../../src/load/warehouse.ts';
import { runWhole } from '../../src/read/result.ts';
import { toJsonValue } from '../../src/read/values.ts';

export async function readStore<T>(path: string, text: string): Promise<T[]> {
  const warehouse = await Warehouse.openReadOnly(path);
  try {
    const { names, batches } = await runWhole(warehouse.db, text);
    const rows: T[] = [];
    for await (const batch of batches()) {
      for (const row of batch) {
        const pairs = names.map((name, i) => [name, toJsonValue(row[i] ?? null)]);
        rows.push(Object.fromEntries(pairs));
      }
    }
    return rows;
  } finally {
    await warehouse.close();
  }
}
