/** PV: what an account needs, and how to tell a wrong account from a wrong request. */
import * as z from 'zod';
import { ConfigError, VendorError } from '../../contract/errors.ts';
import type { Net } from '../../contract/net.ts';
import type { Account, Vendor } from '../../contract/vendor.ts';
import { clockOff } from '../answer.ts';
import { checkUrl } from '../settings.ts';
import { callPv } from './client.ts';

/** PV's document names no limit for ts; more than this and the clock is the first suspect. */
const SUSPICIOUS_SKEW_MS = 30_000;

export const pv: Vendor = {
  name: 'pv',
  settings: {
    url: { about: "base address of PV's API; /api/… is added", check: checkUrl },
    mch_id: {
      about: 'merchant id',
      check: (value) => (/^(0|[1-9]\d{0,17})$/.test(value) ? undefined : 'must be a whole number'),
    },
    key: { about: 'merchant key, signs every request', secret: true },
  },
  defaults: { lagSeconds: 60, concurrency: 4, requestsPerSecond: 10, schedule: '*/5 * * * *' },
  hello: async (account, net, signal) => {
    try {
      await callEmpty(account, net, signal);
    } catch (error) {
      throw blameAccount(account, error) ?? error;
    }
  },
  diagnose,
  detail: async ({ account, gameId, roundId, net, signal }) => {
    const { url } = await callPv({
      path: '/api/slots/detail/url',
      data: { game_id: BigInt(gameId), draw_id: roundId },
      answer: z.object({ url: z.string() }),
      account,
      net,
      signal,
    });
    return url;
  },
};

/**
 * PV answers 400 "Parameter Error" to a wrong signature, a wrong clock and a wrong window alike. A
 * call without any parameter tells them apart: if that is refused too, the account is at fault.
 */
async function diagnose(
  account: Account,
  net: Net,
  signal: AbortSignal,
): Promise<Error | undefined> {
  try {
    await callEmpty(account, net, signal);
    return undefined;
  } catch (error) {
    return blameAccount(account, error);
  }
}

const callEmpty = (account: Account, net: Net, signal: AbortSignal) =>
  callPv({ path: '/api/all/list', data: {}, answer: z.unknown(), account, net, signal });

/** What is wrong with the account where an empty request is refused as malformed; undefined for other errors. */
function blameAccount(account: Account, error: unknown): ConfigError | undefined {
  if (!(error instanceof VendorError) || error.code !== 'parameters') return undefined;
  const { url, mch_id, key } = account.settingNames;
  const skewMs = error.clockAheadMs ?? 0;
  if (Math.abs(skewMs) > SUSPICIOUS_SKEW_MS) {
    return new ConfigError(`${error.message}; ${clockOff(skewMs)}`, {
      hint: `set this machine's clock; if it is right, check ${mch_id} and ${key}`,
    });
  }
  return new ConfigError(`PV refuses even an empty request: ${error.message}`, {
    hint: error.hint ?? `check ${mch_id} and ${key} (and that ${url} is the right environment)`,
  });
}
