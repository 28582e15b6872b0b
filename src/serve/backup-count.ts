/**
 * The process that opens a backup's files and counts what they hold: node backup-count.ts <folder>. It
 * prints one JSON document; what cannot be opened, or does not fit together, ends it with its reason.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { countTables } from '../load/copy-store.ts';
import { sql } from '../load/sql.ts';
import { Warehouse } from '../load/warehouse.ts';
import { checkAtStart } from '../wallet/integrity.ts';
import { Journal } from '../wallet/journal.ts';
import { readMark } from '../wallet/mark.ts';
import { ledgerEnd } from '../wallet/ship.ts';
import { sumsOf } from '../wallet/sums.ts';
import { markPath } from '../wallet/wallet.ts';
import { type Counted, JOURNAL_FILE, STORE_FILE } from './backup-files.ts';

const [folder = ''] = process.argv.slice(2);
try {
  process.stdout.write(`${JSON.stringify(await count(folder))}\n`);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 1;
}

async function count(folder: string): Promise<Counted> {
  const warehouse = await Warehouse.openReadOnly(join(folder, STORE_FILE));
  try {
    const path = join(folder, JOURNAL_FILE);
    const tables = await countTables(warehouse.db);
    return { tables, wallet: existsSync(path) ? await countWallet(path, warehouse) : null };
  } finally {
    await warehouse.close();
  }
}

/** The journal's structure, its ends against its mark and the store, and the sums on both sides. */
async function countWallet(path: string, { db }: Warehouse): Promise<Counted['wallet']> {
  const end = await ledgerEnd(db);
  const journal = Journal.openReadOnly(path);
  try {
    const faults = checkAtStart({ journal, mark: readMark(markPath(path)), warehouse: end });
    const wrong = [...journal.file.structure(), ...faults.map(({ message }) => message)];
    if (wrong.length > 0) throw new Error(wrong.join('; '));
    const here = sumsOf(journal, end.seq);
    const there = await db.many(sql('queries/sum-ledger'), { seq: String(end.seq) });
    for (const row of there) {
      const line = `${row.currency} ${row.entries} ${row.amount}`;
      if (!here.includes(line)) {
        throw new Error(
          `journal and wallet.ledger differ in ${row.currency} up to entry ${end.seq}`,
        );
      }
    }
    return {
      entries: String(journal.end.seq),
      hash: journal.end.hash.toString('hex'),
      closures: String(journal.closures.end.seq),
      acts: String(journal.acts.end.seq),
      sums: sumsOf(journal, journal.end.seq),
      shipped: String(end.seq),
    };
  } finally {
    journal.close();
  }
}
