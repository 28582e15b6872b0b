/** What the commands share that ask a vendor one thing: which account asks, and whose fault a refusal is. */
import { leftOut } from '../../config/left-out.ts';
import { selectStreams } from '../../config/select-streams.ts';
import { UsageError, VendorError } from '../../contract/errors.ts';
import type { Account, AskContext, Vendor } from '../../contract/vendor.ts';
import type { Session } from '../../serve/session.ts';
import { withNet } from '../session/session.ts';

/** Who asks whom, as the user names them. */
export interface Asking {
  readonly source: string;
  readonly account: string | undefined;
  /** What to check where the vendor refuses, and the account is not at fault. */
  readonly hint: string;
}

/** What only some commands add: options of an account. */
export const ACCOUNT_OPTION = [
  '--account <name>',
  'which account, where the vendor has several',
] as const;

/** Opens a network for one question and asks it. A refusal is about what was asked with, or the account. */
export async function askOnce<T>(
  session: Session,
  asking: Asking,
  ask: (context: AskContext) => Promise<T>,
): Promise<T> {
  const { signal } = session;
  const account = findAccount(session, asking);
  return withNet(session, async (net) => {
    try {
      return await ask({ account, net, signal });
    } catch (error) {
      if (!(error instanceof VendorError) || error.code !== 'parameters') throw error;
      const verdict = await findVendor(session, account.vendor)?.diagnose?.(account, net, signal);
      if (verdict) throw verdict;
      throw new UsageError(error.message, { hint: asking.hint, cause: error });
    }
  });
}

export function findVendor({ catalogue }: Session, name: string): Vendor | undefined {
  return catalogue.vendors.find((each) => each.name === name);
}

function findAccount({ config, catalogue }: Session, { source, account: name }: Asking): Account {
  leftOut(config, [source], name);
  selectStreams({ accounts: config.accounts, catalogue }, [source]); // says what to set where nothing is configured
  const accounts = config.accounts.filter((account) => account.vendor === source);
  const found = accounts.filter((account) => name === undefined || account.name === name);
  if (found[0] && found.length === 1) return found[0];
  throw new UsageError(
    name === undefined ? `${source} has several accounts` : `there is no account ${name}`,
    { hint: `name one with --account: ${accounts.map((account) => account.name).join(', ')}` },
  );
}
