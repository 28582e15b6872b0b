/** Accounts that a command leaves alone because something of them is missing or wrong. */
import { ConfigError } from '../contract/errors.ts';
import type { Config } from './config.ts';
import type { AccountProblem } from './reader.ts';

/**
 * What is wrong with accounts of these sources (all of them without), a line each; of the one account alone where
 * one is named. Throws ConfigError where it leaves what was asked for by name without any account.
 */
export function leftOut(
  { accountProblems, accounts }: Pick<Config, 'accountProblems' | 'accounts'>,
  sources: readonly string[],
  account?: string,
): string[] {
  const named = sources.map((source) => source.split('.')[0] ?? source);
  const mayBe = (theirs: string | undefined, wanted: readonly string[]) =>
    theirs === undefined || wanted.length === 0 || wanted.includes(theirs);
  const met = accountProblems.filter(
    (problem) =>
      mayBe(problem.vendor, named) &&
      mayBe(problem.account, account === undefined ? [] : [account]),
  );
  const hasNone = (problem: AccountProblem) =>
    account === undefined
      ? problem.vendor !== undefined && !accounts.some(({ vendor }) => vendor === problem.vendor)
      : problem.account === account;
  const lost = met.filter(hasNone);
  const isAsked = named.length > 0 || account !== undefined;
  if (!isAsked || lost.length === 0) return met.map(({ says }) => says);
  throw new ConfigError(lost.map(({ says }) => says).join('; '), {
    hint: '`ggr config` shows what is set and from where; other accounts are pulled without it',
  });
}
