/** `ggr check`: the queries of sql/checks and of GGR_CHECKS, each of which returns the offending rows. */

import { EXIT, type ExitCode } from '../../contract/errors.ts';
import { type Checked, runChecks, runOwnChecks } from '../../read/run-checks.ts';
import { toJsonValue } from '../../read/values.ts';
import type { Session } from '../../serve/session.ts';
import { columnsOf, type Table } from '../../serve/table.ts';
import { counted } from '../../transform/text.ts';
import { type AddCommand, JSON_OPTION } from '../session/command-line.ts';
import { askOwnOf } from '../session/own-checks.ts';
import { kindOf } from '../session/result-table.ts';
import { openToRead } from '../session/session.ts';
import { storedTable } from '../session/stored-table.ts';
import { show, toDocument } from '../session/terminal.ts';

export const addCheck: AddCommand = (ggr, { runOnStore }) => {
  ggr
    .command('check')
    .description('queries for rows that cannot be right; exit code 5 where one finds any')
    .option(...JSON_OPTION)
    .action((options) => runOnStore((session) => check(session, options)));
};

/**
 * Runs them all; mismatch where a row offends. Throws UsageError where one of the operator's own is no select or was
 * ended, when what the others found is shown.
 */
export async function check(session: Session, { json }: { json: boolean }): Promise<ExitCode> {
  const { host, terminal } = session;
  // the operator's own take no place of those that run in the daemon
  const house = host ? await host.limited(session, runHouse) : await runHouse(session);
  const askOwn = askOwnOf(session);
  const own = await runOwnChecks({ ...session, now: session.now(), askOwn });
  const [fault, ...more] = own.faults;
  const checked = [...house, ...own.checked];
  if (!json && !(terminal.isQuiet && !checked.some(isWrong))) print(session, checked);
  for (const { message } of more) terminal.note(message);
  // a document is the error's, or that of all of them
  if (fault) throw fault;
  if (json) terminal.out(toDocument({ checks: checked.map(asDocument) }));
  return checked.some(isWrong) ? EXIT.mismatch : EXIT.done;
}

/** What a warning finds is no error. */
function isWrong({ offending, isWarning }: Checked): boolean {
  return offending > 0 && !isWarning;
}

async function runHouse(session: Session): Promise<Checked[]> {
  const warehouse = await openToRead(session);
  return runChecks(warehouse.db, { ...session, now: session.now() }).finally(() =>
    warehouse.close(),
  );
}

function asDocument({ name, finds, isOwn, isWarning, offending, rows }: Checked) {
  return {
    check: name,
    finds,
    origin: isOwn ? 'GGR_CHECKS' : 'ggr',
    warning: isWarning,
    offending,
    rows: rows.map((row) =>
      Object.fromEntries(
        Object.entries(row).map(([column, value]) => [column, toJsonValue(value)]),
      ),
    ),
  };
}

const KINDS = { offending: 'number', finds: 'wrapped' } as const;

function print({ terminal }: Session, checked: readonly Checked[]): void {
  const lines = checked.map(({ name, offending, finds, isWarning }) => [
    name,
    String(offending),
    isWarning ? `${finds} (a warning)` : finds,
  ]);
  const columns = columnsOf(['check', 'offending', 'finds'], KINDS);
  show(terminal, { columns, rows: lines, isShort: true });
  for (const each of checked) {
    const { name, offending, rows } = each;
    if (offending === 0) continue;
    const first = offending > rows.length ? `, the first ${rows.length}` : '';
    terminal.out(`\n${name}: ${counted(offending, 'row')}${first}`);
    show(terminal, tableOf(each));
  }
}

/** What another process answered has lost the look of its types, but not their names. */
function tableOf({ rows, types }: Checked): Table {
  const table = storedTable(rows, { isShort: true });
  if (!types) return table;
  const columns = table.columns.map(({ name }) => ({ name, kind: kindOf(types[name] ?? '') }));
  return { ...table, columns };
}
