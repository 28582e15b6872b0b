/** `ggr rejects list`: the quarantine. */

import { EXIT, type ExitCode } from '../../contract/errors.ts';
import { sql } from '../../load/sql.ts';
import { toJsonValue, toText } from '../../read/values.ts';
import type { Session } from '../../serve/session.ts';
import { type AddCommand, JSON_OPTION } from '../session/command-line.ts';
import { openToRead } from '../session/session.ts';
import { formatTable, toDocument } from '../session/terminal.ts';

export interface RejectsOptions {
  readonly json: boolean;
  /** Show the records themselves, which hold player data. */
  readonly raw: boolean;
}

export const addRejects: AddCommand = (ggr, { runOnStore }) => {
  const rejects = ggr.command('rejects').description('the quarantine');
  rejects
    .command('list', { isDefault: true })
    .description('refused records with field and reason')
    .option('--raw', 'show the records themselves, which hold player data', false)
    .option(...JSON_OPTION)
    .action((options) => runOnStore((session) => listRejects(session, options)));
};

export async function listRejects(
  session: Session,
  { json, raw }: RejectsOptions,
): Promise<ExitCode> {
  const warehouse = await openToRead(session);
  try {
    const rows = await warehouse.db.many(sql('queries/list-rejects', { raw: raw ? 'raw,' : '' }));
    const { terminal } = session;
    if (json) {
      const rejects = rows.map((row) =>
        Object.fromEntries(Object.entries(row).map(([name, value]) => [name, toJsonValue(value)])),
      );
      terminal.out(toDocument({ rejects }));
    } else if (rows.length === 0) {
      terminal.note('the quarantine is empty');
    } else {
      const head = Object.keys(rows[0] ?? {});
      terminal.out(
        formatTable(
          head,
          rows.map((row) => head.map((name) => toText(row[name] ?? null))),
        ),
      );
      if (!raw) terminal.note('--raw shows the records as the vendor sent them');
    }
    return EXIT.done;
  } finally {
    await warehouse.close();
  }
}
