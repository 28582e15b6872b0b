/** Whether a client's settings are the daemon's, without either saying what they are. */
import { createHmac } from 'node:crypto';
import type { Config } from '../config/config.ts';
import { toJson } from '../transform/json.ts';

const GENERAL = [
  'GGR_SYNC_START',
  'GGR_REPORT_TIMEZONE',
  'GGR_DAY_START',
  'GGR_BASE_CURRENCY',
  'GGR_CHECKS',
] as const;

/** A digest, keyed with the token, of everything that was set: those above and each account. */
export function fingerprints({ entries, accounts }: Config, token: string): Record<string, string> {
  const digest = (value: unknown) =>
    createHmac('sha256', token).update(toJson(value)).digest('base64');
  const set = entries.filter(
    ({ name, value, origin }) =>
      value !== undefined && origin !== 'default' && GENERAL.some((general) => general === name),
  );
  return Object.fromEntries([
    ...set.map(({ name, value }) => [name, digest(value)] as const),
    ...accounts.map((account) => [`account ${account.name}`, digest(account)] as const),
  ]);
}

/** What a client has set otherwise than the daemon. */
export function differences(
  theirs: Readonly<Record<string, string>>,
  ours: Readonly<Record<string, string>>,
): string[] {
  return Object.keys(theirs).filter((name) => theirs[name] !== ours[name]);
}
