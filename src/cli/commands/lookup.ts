/** `ggr lookup <vendor> <what> <value…>`: one question to a vendor that no stream answers; nothing is stored. */

import { EXIT, type ExitCode, UsageError } from '../../contract/errors.ts';
import type { Catalogue } from '../../contract/stream.ts';
import type { Finding, Lookup } from '../../contract/vendor.ts';
import type { Session } from '../../serve/session.ts';
import { columnsOf, type Table } from '../../serve/table.ts';
import { type AddCommand, JSON_OPTION } from '../session/command-line.ts';
import { show, toDocument } from '../session/terminal.ts';
import { ACCOUNT_OPTION, askOnce, findVendor } from './one-call.ts';

export const addLookup: AddCommand = (ggr, { run, catalogue }) => {
  ggr
    .command('lookup')
    .description('ask a vendor one thing now; the answer is printed and not stored')
    .argument('<vendor>', 'such as pop')
    .argument('<what>', `what to ask: ${listLookups(catalogue).join(', ')}`)
    .argument('[value...]', 'what it is asked with, in order')
    .option(...ACCOUNT_OPTION)
    .option(...JSON_OPTION)
    .action((...[source, what, values, options]) =>
      run((session) => lookup(session, { source, what, values }, options)),
    );
};

/** The question as the user puts it. */
export interface Question {
  readonly source: string;
  readonly what: string;
  readonly values: readonly string[];
}

export interface LookupOptions {
  readonly account?: string;
  readonly json: boolean;
}

/** Prints the vendor's answer, a line for each thing found. Throws UsageError for what cannot be asked. */
export async function lookup(
  session: Session,
  { source, what, values }: Question,
  options: LookupOptions,
): Promise<ExitCode> {
  const { lookups = {} } = findVendor(session, source) ?? {};
  const asked = Object.hasOwn(lookups, what) ? lookups[what] : undefined;
  if (!asked) {
    throw new UsageError(`${JSON.stringify(`${source} ${what}`)} cannot be looked up`, {
      hint: `there is ${listLookups(session.catalogue).join(', ')}`,
    });
  }
  refuseWrongCount(asked, { source, what, values });
  const hint = `check the values: ${source} ${what} ${usageOf(asked)}`;
  const asking = { source, account: options.account, hint };
  const found = await askOnce(session, asking, (context) => asked.ask({ ...context, values }));
  if (options.json) session.terminal.out(toDocument(found));
  else show(session.terminal, tableOf(found));
  return EXIT.done;
}

/** Every question of every vendor as it is typed: "pop balance <player_id>". */
export function listLookups({ vendors }: Catalogue): string[] {
  return vendors.flatMap(({ name, lookups = {} }) =>
    Object.entries(lookups).map(([what, each]) => `${name} ${what} ${usageOf(each)}`),
  );
}

function usageOf({ parameters, optional = [] }: Lookup): string {
  return [...parameters.map((name) => `<${name}>`), ...optional.map((name) => `[${name}]`)].join(
    ' ',
  );
}

function refuseWrongCount(asked: Lookup, { source, what, values }: Question): void {
  const { parameters, optional = [] } = asked;
  const fits =
    values.length >= parameters.length && values.length <= parameters.length + optional.length;
  if (fits && values.every((value) => value !== '')) return;
  throw new UsageError(`${source} ${what} takes ${usageOf(asked)}`, { hint: asked.about });
}

function tableOf(found: readonly Finding[]): Table {
  const names = Object.keys(found[0] ?? {});
  const rows = found.map((line) => names.map((name) => String(line[name] ?? '')));
  return { columns: columnsOf(names), rows, isShort: true };
}
