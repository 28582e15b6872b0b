/** `ggr fx`: rates of exchange, with which ggr.daily_base counts. */

import { ConfigError, EXIT, type ExitCode, UsageError } from '../../contract/errors.ts';
import { importFxRates, listFxRates } from '../../load/fx-rates.ts';
import { toJsonValue } from '../../read/values.ts';
import type { Session } from '../../serve/session.ts';
import { readFxRates } from '../../transform/fx-rates.ts';
import { sqlTimestamp } from '../../transform/time.ts';
import { type AddCommand, JSON_OPTION } from '../session/command-line.ts';
import { openInput, openToRead, withStore } from '../session/session.ts';
import { storedTable } from '../session/stored-table.ts';
import { show, toDocument } from '../session/terminal.ts';

interface Json {
  readonly json: boolean;
}

const MOST_PROBLEMS = 10;

export const addFx: AddCommand = (ggr, { runOnStore }) => {
  const fx = ggr.command('fx').description('rates of exchange, for ggr.daily_base');
  fx.command('import')
    .description('a CSV file of date,currency,rate,source: units of GGR_BASE_CURRENCY for one unit')
    .argument('<file>', 'with that header; one wrong line and nothing is imported')
    .option(...JSON_OPTION)
    .action((file, options) => runOnStore((session) => importFx(session, file, options)));
  fx.command('list', { isDefault: true })
    .description('which currencies have rates, of whom, from when to when')
    .option(...JSON_OPTION)
    .action((options) => runOnStore((session) => listFx(session, options)));
};

/**
 * `fx import <file>`: date, currency, rate, source, against GGR_BASE_CURRENCY. One wrong line refuses the
 * whole file. Throws UsageError with the numbers of the lines.
 */
export async function importFx(session: Session, file: string, { json }: Json): Promise<ExitCode> {
  const { config, now, terminal } = session;
  const { baseCurrency } = config;
  if (baseCurrency === undefined) {
    throw new ConfigError('rates need a base currency, and GGR_BASE_CURRENCY is not set', {
      hint: 'set GGR_BASE_CURRENCY, such as EUR: a rate says what one unit of a currency is worth in it',
    });
  }
  const { rates, problems } = readFxRates(await openInput(session, file), {
    baseCurrency,
    now: now(),
  });
  if (problems.length > 0) throw refused(file, problems);
  const { replaced } = await withStore(session, 'fx import', (warehouse) =>
    importFxRates(warehouse, { rates, baseCurrency, importedAt: sqlTimestamp(now()) }),
  );
  if (json) {
    const added = rates.length - replaced;
    terminal.out(
      toDocument({ imported: rates.length, added, replaced, base_currency: baseCurrency }),
    );
  } else {
    terminal.out(`${rates.length} rates in ${baseCurrency} imported, ${replaced} of them replaced`);
  }
  return EXIT.done;
}

/** `fx list`: which currencies have rates, of whom, from when to when. */
export async function listFx(session: Session, { json }: Json): Promise<ExitCode> {
  const { terminal } = session;
  const warehouse = await openToRead(session);
  try {
    const rows = await listFxRates(warehouse);
    if (json) {
      const rates = rows.map((row) =>
        Object.fromEntries(Object.entries(row).map(([name, value]) => [name, toJsonValue(value)])),
      );
      terminal.out(toDocument({ rates }));
    } else if (rows.length === 0) {
      terminal.note('there are no rates yet: `ggr fx import <rates.csv>` brings them');
    } else {
      show(terminal, storedTable(rows));
    }
    return EXIT.done;
  } finally {
    await warehouse.close();
  }
}

function refused(file: string, problems: readonly string[]): UsageError {
  const shown = problems.slice(0, MOST_PROBLEMS);
  const more = problems.length - shown.length;
  const rest = more > 0 ? [`and ${more} more`] : [];
  return new UsageError(`${file} was not imported: ${[...shown, ...rest].join('; ')}`, {
    hint: 'correct these lines and import it again; nothing was changed',
  });
}
