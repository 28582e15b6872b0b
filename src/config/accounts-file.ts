/** `ggr.config.yaml`: many accounts per vendor, and the schedules. Secrets stand elsewhere. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import * as z from 'zod';
import type { Account } from '../contract/vendor.ts';
import type { Known } from './account-fields.ts';
import { type FileContext, readFileAccount } from './file-account.ts';
import type { Reader } from './reader.ts';
import { readYaml, type YamlFile } from './yaml-file.ts';

/** What an account's keys may hold before they are looked at one by one. */
const fieldValue = z.union(
  [z.string(), z.array(z.string()), z.null()],
  'must be text or a number (or, for streams, a list): put it in quotes',
);

const accountsFile = z
  .strictObject(
    {
      accounts: z
        .array(
          z.record(z.string(), fieldValue, 'must be a map with name, vendor, …'),
          'must be a list: each account begins with "- name: …"',
        )
        .nullish(),
      schedules: z
        .record(
          z.string(),
          z.string('must be a cron expression in quotes'),
          'must be a map of streams or vendors to cron expressions',
        )
        .nullish(),
    },
    'must be a map with accounts and schedules',
  )
  .nullable();

export interface AccountsFile {
  readonly accounts: readonly Account[];
  /** Cron expressions by stream or vendor, as they were written. */
  readonly schedules: Readonly<Record<string, string>>;
}

interface FileOptions {
  readonly path: string;
  /** What messages call it. */
  readonly label: string;
  /** Set by GGR_CONFIG, so it must be there. */
  readonly isNamed: boolean;
  readonly known: Known;
  readonly reader: Reader;
  /** Names that the environment's accounts have. */
  readonly taken: ReadonlyMap<string, string>;
}

const NOTHING: AccountsFile = { accounts: [], schedules: {} };

/** Reads the file, if there is one. What is wrong becomes a problem with its line. */
export function readAccountsFile({
  path,
  label,
  isNamed,
  known,
  reader,
  taken,
}: FileOptions): AccountsFile {
  const isThere = isNamed || existsSync(path);
  const text = isThere ? readText(path, label, reader) : undefined;
  if (text === undefined) return NOTHING;
  const file = readYaml(text, label);
  for (const problem of file.problems) reader.problem(problem);
  if (file.problems.length > 0) return NOTHING;
  const checked = accountsFile.safeParse(file.content);
  if (!checked.success) {
    for (const issue of checked.error.issues) reader.problem(sayIssue(issue, file));
    return NOTHING;
  }
  const context: FileContext = {
    file,
    folder: dirname(path),
    known,
    reader,
    taken: new Map(taken),
  };
  const accounts = (checked.data?.accounts ?? []).flatMap((fields, index) =>
    readFileAccount(fields, index, context),
  );
  return { accounts, schedules: checked.data?.schedules ?? {} };
}

function readText(path: string, label: string, reader: Reader): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    reader.problem(`${label} (GGR_CONFIG) cannot be read: check that it is there, and its rights`);
    return undefined;
  }
}

function sayIssue(issue: z.core.$ZodIssue, { placeOf }: YamlFile): string {
  if (issue.code === 'unrecognized_keys') {
    const [key = ''] = issue.keys;
    return `${placeOf([...issue.path, key])}: ${key} means nothing here: known are accounts and schedules`;
  }
  return `${placeOf(issue.path)}: ${subjectOf(issue.path)} ${issue.message}`;
}

function subjectOf([section, item, field]: readonly PropertyKey[]): string {
  if (section === undefined) return 'the file';
  if (item === undefined) return String(section);
  if (section === 'accounts') return String(field ?? 'an account');
  return `${String(section)}.${String(item)}`;
}
