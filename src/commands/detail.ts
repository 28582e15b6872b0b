/** `ggr detail <vendor> <game_id> <draw_id>`: the address of the page that shows one round. */
import { vendors } from '../catalogue.ts';
import { EXIT, type ExitCode, UsageError, VendorError } from '../errors.ts';
import { openGates } from '../extract/gates.ts';
import { NET_DEFAULTS, openNet } from '../extract/http.ts';
import type { Account, DetailRequest, Vendor } from '../stream.ts';
import { type Session, selectStreams } from './session.ts';
import { toDocument } from './terminal.ts';

/** The round as the user names it. */
export interface Round {
  readonly source: string;
  readonly gameId: string;
  readonly roundId: string;
}

export interface DetailOptions {
  readonly account?: string;
  readonly json: boolean;
}

export async function detail(
  session: Session,
  { source, gameId, roundId }: Round,
  options: DetailOptions,
): Promise<ExitCode> {
  const vendor = findVendor(source);
  const account = findAccount(session, vendor, options.account);
  if (!/^\d{1,18}$/.test(gameId)) {
    throw new UsageError(`game_id ${JSON.stringify(gameId)} is not a whole number`);
  }
  const { now, signal, terminal, config } = session;
  const gates = openGates(`${config.warehouse}.gates.json`, now);
  const net = openNet({ ...NET_DEFAULTS, now, gates });
  try {
    const url = await askFor(vendor, { account, gameId, roundId, net, signal });
    terminal.out(options.json ? toDocument({ url }) : url);
    return EXIT.done;
  } finally {
    await net.close();
  }
}

function findVendor(name: string): Vendor & Required<Pick<Vendor, 'detail'>> {
  const vendor = vendors.find((each) => each.name === name);
  if (vendor?.detail) return { ...vendor, detail: vendor.detail };
  const able = vendors.filter((each) => each.detail).map((each) => each.name);
  throw new UsageError(`${JSON.stringify(name)} has no pages of rounds`, {
    hint: `vendors that have them: ${able.join(', ')}`,
  });
}

function findAccount({ config }: Session, vendor: Vendor, name: string | undefined): Account {
  selectStreams(config, [vendor.name]); // says what to set where nothing is configured
  const accounts = config.accounts.filter((account) => account.vendor === vendor.name);
  const found = accounts.filter((account) => name === undefined || account.name === name);
  if (found[0] && found.length === 1) return found[0];
  throw new UsageError(
    name === undefined ? `${vendor.name} has several accounts` : `there is no account ${name}`,
    { hint: `name one with --account: ${accounts.map((account) => account.name).join(', ')}` },
  );
}

/** A refusal is about the ids, unless the vendor's diagnosis finds the account at fault. */
async function askFor(
  vendor: Vendor & Required<Pick<Vendor, 'detail'>>,
  request: DetailRequest,
): Promise<string> {
  try {
    return await vendor.detail(request);
  } catch (error) {
    if (!(error instanceof VendorError) || error.code !== 'parameters') throw error;
    const verdict = await vendor.diagnose?.(request.account, request.net, request.signal);
    if (verdict) throw verdict;
    throw new UsageError(error.message, {
      hint: 'check game_id and draw_id: they stand in ggr.bets as game_id and round_id',
      cause: error,
    });
  }
}
