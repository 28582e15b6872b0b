/** WM: what an account needs. */
import type { Vendor } from '../../contract/vendor.ts';
import { isTimeZone } from '../../transform/time.ts';
import { LONGEST_SHUT_MS } from '../gates.ts';
import { checkUrl } from '../settings.ts';
import { agentOf, callCommand } from './client.ts';
import { DEFAULT_ZONE } from './local-time.ts';

/** A gate takes what is longer for the word of a wrong clock, and opens. */
const milliseconds = (value: string) =>
  /^\d{1,6}$/.test(value) && Number(value) <= LONGEST_SHUT_MS
    ? undefined
    : `must be a whole number of milliseconds, at most ${LONGEST_SHUT_MS}`;

export const wm: Vendor = {
  name: 'wm',
  settings: {
    url: {
      about: 'whole address of the gateway (…/Api/En/Gateway.php)',
      check: checkUrl,
    },
    vendor_id: { about: 'agent (vendorId)' },
    signature: {
      about: 'agent identifier; travels in the address and is never printed',
      secret: true,
    },
    timezone: {
      about: "the vendor's zone, an offset or an IANA name",
      fallback: DEFAULT_ZONE,
      check: (value) =>
        isTimeZone(value) ? undefined : 'must be an offset such as +08:00 or an IANA zone',
    },
    interval_ms: {
      about: 'pause after an answer with rows, by command',
      fallback: '30000',
      check: milliseconds,
    },
    empty_interval_ms: {
      about: 'pause after an answer without rows',
      fallback: '10000',
      check: milliseconds,
    },
    balance_users: {
      about: "players whose balance wm.balances records beside the agent's, with commas",
      fallback: '',
    },
  },
  limitedAs: agentOf,
  hello: async (account, net, signal) => {
    await callCommand('Hello', {}, { account, net, signal });
  },
  defaults: { lagSeconds: 120, concurrency: 4, requestsPerSecond: 5 },
};
