/** Types that a statement wants of its parameters: clients that bind in binary ask for them, and write values as those. */
import type { Database } from '../load/database.ts';
import { type Changes, rebuild } from './rebuild.ts';

/** DuckDB's types in the order of $1, $2, …; empty where DuckDB takes any, or cannot tell. Nothing is run. */
export async function wantedTypes(
  db: Database,
  asked: string,
  adapt: Changes['adapt'],
): Promise<string[]> {
  const { text } = await rebuild(db, asked, { adapt, isOpen: true });
  const prepared = await db.connection.prepare(text);
  try {
    const types: string[] = [];
    for (let i = 1; i <= prepared.parameterCount; i += 1) {
      types[Number(prepared.parameterName(i)) - 1] = typeAt(() => prepared.parameterType(i));
    }
    return Array.from(types, (type) => type ?? '');
  } finally {
    prepared.destroySync();
  }
}

/** DuckDB's client throws for a parameter whose type is open. */
function typeAt(read: () => unknown): string {
  try {
    return String(read());
  } catch {
    return '';
  }
}
