/** Accounts that a command leaves alone because something of them is missing or wrong. */
import { ConfigError } from '../contract/errors.ts';
import type { Config } from './config.ts';

/**
 * What is wrong with accounts of these sources (all of them without), a line each. Throws ConfigError where it
 * leaves a source that was asked for by name without any account.
 */
export function leftOut(
  { accountProblems, accounts }: Pick<Config, 'accountProblems' | 'accounts'>,
  sources: readonly string[],
  account?: string,
): string[] {
  const named = sources.map((source) => source.split('.')[0] ?? source);
  const met = accountProblems.filter(
    ({ vendor }) => named.length === 0 || vendor === undefined || named.includes(vendor),
  );
  const lost = met.filter(
    ({ vendor }) => vendor !== undefined && !accounts.some((account) => account.vendor === vendor),
  );
  if (named.length === 0 || lost.length === 0) return met.map(({ says }) => says);
  throw new ConfigError(lost.map(({ says }) => says).join('; '), {
    hint: '`ggr config` shows what is set and from where; other vendors are pulled without it',
  });
}
