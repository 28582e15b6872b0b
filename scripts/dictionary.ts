/** The data dictionary: every table and column of a fresh store, with the comments that stand in it. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { catalogue } from '../src/catalogue.ts';
import type { Database } from '../src/load/database.ts';
import { quote, sql } from '../src/load/sql.ts';
import { Warehouse } from '../src/load/warehouse.ts';

const SCHEMAS = {
  ggr: 'What analysts read: one shape for every source.',
  sync: 'Where a figure comes from: what was asked, what came, what was refused or replaced.',
  pv: "PV's reports, one table a report; columns are the vendor's own names in snake_case.",
  wm: "WM's reports, likewise.",
  pop: "POP's reports, likewise.",
  wallet: 'The wallet.',
} as const;

/** Columns that the engine adds to every table of a vendor. */
const OF_ENGINE: Readonly<Record<string, string>> = {
  account: 'Account at the vendor.',
  extra: 'Fields that the vendor sent and its document does not name.',
  window_start: 'Start of the window in sync.windows in which the vendor returned this row.',
  fetched_at: 'When this version was asked for, UTC.',
  revision: 'How often this row was learnt anew; 1 is the first version.',
  run_id: 'The run that wrote this version; see sync.runs.',
};

const HEAD = `# Data dictionary

Made from the comments in the store by \`npm run docs:dictionary\`; a test holds it to be current. The same in SQL: \`select schema_name, table_name, column_name, data_type, comment from duckdb_columns()\`.

Amounts are \`DECIMAL(18,4)\` in currency units, their sums \`DECIMAL(38,4)\`; times are \`TIMESTAMP\` in UTC. What the figures mean and how they are computed: [metrics.md](metrics.md). Queries to begin with: \`sql/examples\`.
`;

/** The order of the schemas: what analysts read comes first. */
const SHOWN = ['ggr', 'sync', ...catalogue.vendors.map(({ name }) => name), 'wallet'];

/** The document as Markdown, from a store made for it in a temporary folder. */
export async function makeDictionary(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'ggr-dictionary-'));
  try {
    const path = join(folder, 'ggr.duckdb');
    const warehouse = await Warehouse.open({
      catalogue,
      path,
      command: 'dictionary',
      now: () => 0,
    });
    try {
      return await dictionaryOf(warehouse.db);
    } finally {
      await warehouse.close();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function dictionaryOf(db: Database): Promise<string> {
  const columns = await db.many(
    sql('queries/list-columns', { schemas: SHOWN.map(quote).join(', ') }),
  );
  const parts = [HEAD];
  let [schema, relation] = ['', ''];
  for (const column of columns) {
    if (column.schema_name !== schema) {
      schema = String(column.schema_name);
      parts.push(`\n## ${schema}\n\n${SCHEMAS[schema as keyof typeof SCHEMAS] ?? ''}\n`);
    }
    const name = `${schema}.${column.relation}`;
    if (name !== relation) {
      relation = name;
      const about = column.about === null ? '' : `${asCell(column.about)}\n\n`;
      parts.push(`\n### ${name}\n\n${about}| column | type | meaning |\n|---|---|---|\n`);
    }
    const isOfVendor = schema !== 'ggr' && schema !== 'sync';
    const shared = isOfVendor ? OF_ENGINE[String(column.name)] : undefined;
    parts.push(
      `| \`${column.name}\` | ${column.type} | ${asCell(column.meaning ?? shared ?? '')} |\n`,
    );
  }
  return parts.join('');
}

function asCell(text: unknown): string {
  return String(text).replaceAll('|', '\\|');
}
