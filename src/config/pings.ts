/** Addresses that are told of each scheduled job, read by config.ts among the other settings. */
import type { Vendor } from '../contract/vendor.ts';
import type { Variable } from './variables.ts';

/** Jobs of the daemon that belong to no vendor. */
export const OWN_JOBS = ['reconcile', 'check', 'backup'] as const;
export type OwnJob = (typeof OWN_JOBS)[number];

/** By vendor (its pulls) or own job. */
export type PingSettings = Readonly<Record<string, string>>;

const WHAT: Readonly<Record<OwnJob, string>> = {
  reconcile: 'each night of totals',
  check: 'each night of checks',
  backup: 'each backup',
};

/** Reads them with `read`, which reports what is wrong with a value. */
export function readPings(
  vendors: readonly Vendor[],
  read: (variable: Variable) => string | undefined,
): PingSettings {
  const setting = (name: string, about: string) =>
    read({
      name,
      about: `${about}; <address>/start and /fail too`,
      secret: true,
      check: checkAddress,
    });
  const all = setting('GGR_PING_URL', 'address that is called for every scheduled job');
  const jobs = [
    ...vendors.map(({ name }) => [name, `the pulls from ${name.toUpperCase()} alone`] as const),
    ...OWN_JOBS.map((name) => [name, `${WHAT[name]} alone`] as const),
  ];
  const pairs = jobs.map(
    ([name, what]) =>
      [name, setting(`GGR_PING_URL_${name.toUpperCase()}`, `the same for ${what}`) ?? all] as const,
  );
  return Object.fromEntries(
    pairs.filter((pair): pair is readonly [string, string] => pair[1] !== undefined),
  );
}

/** Never repeats the address: it is the secret. */
function checkAddress(value: string): string | undefined {
  const url = URL.parse(value);
  return url && /^https?:$/.test(url.protocol) ? undefined : 'must be an http(s) address';
}
