/** `ggr rejects`: the quarantine, and what a person has accepted of it. */

import { EXIT, type ExitCode } from '../../contract/errors.ts';
import { count } from '../../load/database.ts';
import { sql } from '../../load/sql.ts';
import { toJsonValue } from '../../read/values.ts';
import type { Session } from '../../serve/session.ts';
import { counted } from '../../transform/text.ts';
import { type AddCommand, JSON_OPTION } from '../session/command-line.ts';
import { openToRead } from '../session/session.ts';
import { storedTable } from '../session/stored-table.ts';
import { show, toDocument } from '../session/terminal.ts';
import { acceptRejected } from './rejects-accept.ts';
import { listRawPages, showRawPage } from './rejects-pages.ts';
import { replayRejected } from './rejects-replay.ts';

export interface RejectsOptions {
  readonly json: boolean;
  /** Show the records themselves, which hold player data. */
  readonly raw: boolean;
  /** Show what was accepted, too. */
  readonly all: boolean;
}

export const addRejects: AddCommand = (ggr, { runOnStore }) => {
  const rejects = ggr.command('rejects').description('the quarantine');
  rejects
    .command('list', { isDefault: true })
    .description('refused records with field and reason that nobody has accepted')
    .option('--raw', 'show the records themselves, which hold player data', false)
    .option('--all', 'accepted ones too, with who accepted them, when and why', false)
    .option(...JSON_OPTION)
    .action((options) => runOnStore((session) => listRejects(session, options)));
  rejects
    .command('accept')
    .description('say that a person has seen it: it is no longer open')
    .argument(
      '<id|stream>',
      'of `rejects list`; or a stream, such as pv.bets: all that is open now',
    )
    .option('--reason <text>', 'why it may stay so; without one nothing is accepted')
    .option('--account <name>', 'only of this account')
    .option(...JSON_OPTION)
    .action((name, options) => runOnStore((session) => acceptRejected(session, name, options)));
  rejects
    .command('pages')
    .description('answers of failed windows that could not be mapped, kept until they are loaded')
    .option(...JSON_OPTION)
    .action((options) => runOnStore((session) => listRawPages(session, options)));
  rejects
    .command('page')
    .description("one of them as the vendor sent it, with players' data")
    .argument('<id>', 'of `rejects pages`')
    .option(...JSON_OPTION)
    .action((id, options) => runOnStore((session) => showRawPage(session, id, options)));
  rejects
    .command('replay')
    .description('run it through the mapping of this version: what is good now becomes rows')
    .argument('[source]', 'a vendor or a stream; all of them without it')
    .option(...JSON_OPTION)
    .action((source, options) => runOnStore((session) => replayRejected(session, source, options)));
};

export async function listRejects(
  session: Session,
  { json, raw, all }: RejectsOptions,
): Promise<ExitCode> {
  const warehouse = await openToRead(session);
  try {
    const text = sql('queries/list-rejects', {
      raw: raw ? 'raw,' : '',
      accepted: all ? 'accepted_at, accepted_by, accepted_reason,' : '',
      is_shown: all ? 'true' : 'accepted_at is null',
    });
    const rows = await warehouse.db.many(text);
    const { terminal } = session;
    if (json) {
      const rejects = rows.map((row) =>
        Object.fromEntries(Object.entries(row).map(([name, value]) => [name, toJsonValue(value)])),
      );
      terminal.out(toDocument({ rejects }));
      return EXIT.done;
    }
    const counts = await warehouse.db.many(sql('queries/count-rejects'));
    const accepted = counts.reduce((sum, each) => sum + count(each.accepted), 0);
    const hidden =
      all || accepted === 0 ? '' : `${counted(accepted, 'accepted record')}: see --all`;
    if (rows.length === 0)
      terminal.note(hidden === '' ? 'the quarantine is empty' : 'nothing is open');
    else show(terminal, storedTable(rows));
    if (hidden !== '') terminal.note(hidden);
    if (rows.length > 0 && !raw) terminal.note('--raw shows the records as the vendor sent them');
    return EXIT.done;
  } finally {
    await warehouse.close();
  }
}
