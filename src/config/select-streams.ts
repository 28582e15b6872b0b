/** Which streams of which accounts the names on a command line mean. */
import { ConfigError, UsageError } from '../contract/errors.ts';
import {
  type AccountStream,
  type AnyStream,
  type Catalogue,
  isPulled,
} from '../contract/stream.ts';
import type { Account, Vendor } from '../contract/vendor.ts';

/** What there is to select from. */
export interface Selectable {
  readonly accounts: readonly Account[];
  readonly catalogue: Catalogue;
}

/** The streams that names such as "pv" or "pv.bets" select, of every configured account; all without names. */
export function selectStreams(
  { accounts, catalogue }: Selectable,
  names: readonly string[],
): AccountStream[] {
  for (const name of names) {
    const vendor = vendorOf(name, catalogue);
    if (!accounts.some((account) => account.vendor === vendor.name)) throw notConfigured(vendor);
  }
  if (accounts.length === 0) throw notConfigured(undefined);
  const wanted = (stream: AnyStream, account: Account) =>
    names.includes(stream.name) ||
    (isPulled(stream, account) && (names.length === 0 || names.includes(stream.vendor.name)));
  return accounts.flatMap((account) =>
    catalogue.streams
      .filter((stream) => stream.vendor.name === account.vendor && wanted(stream, account))
      .map((stream) => ({ account, stream })),
  );
}

/** Those of one account, or all of them where none is named. Throws UsageError. */
export function selectAccount(
  selected: readonly AccountStream[],
  name: string | undefined,
): readonly AccountStream[] {
  const of = selected.filter(({ account }) => name === undefined || account.name === name);
  if (of.length > 0 || name === undefined) return of;
  const names = [...new Set(selected.map(({ account }) => account.name))];
  throw new UsageError(`there is no account ${JSON.stringify(name)} of these sources`, {
    hint: `there is ${names.join(', ')}`,
  });
}

/** The vendor of a source such as "pv" or "pv.bets". Throws UsageError. */
function vendorOf(source: string, { vendors, streams }: Catalogue): Vendor {
  const stream = streams.find(({ name }) => name === source);
  const vendor = stream?.vendor ?? vendors.find(({ name }) => name === source);
  if (vendor) return vendor;
  const known = [...vendors, ...streams].map(({ name }) => name);
  throw new UsageError(`there is no source ${JSON.stringify(source)}`, {
    hint: `sources are ${known.join(', ')}`,
  });
}

function notConfigured(vendor: Vendor | undefined): ConfigError {
  const elsewhere = 'describe it in ggr.config.yaml, or try `ggr demo`';
  if (vendor === undefined) {
    return new ConfigError('no vendor is configured', {
      hint: `fill in a vendor's block of .env (\`ggr init\` writes one), ${elsewhere}`,
    });
  }
  const needed = Object.entries(vendor.settings).filter(
    ([, { fallback }]) => fallback === undefined,
  );
  const names = [...needed.map(([name]) => name), 'currency'].map((name) =>
    `GGR_${vendor.name}_${name}`.toUpperCase(),
  );
  return new ConfigError(`no account is configured for ${vendor.name}`, {
    hint: `set ${names.join(', ')} in the environment or in .env (.env.example explains them), ${elsewhere}`,
  });
}
