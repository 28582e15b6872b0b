/** An account that is asked for nothing over a net. */
import type { Account } from '../../src/contract/vendor.ts';

export const testAccount = (more: Partial<Account> = {}): Account => ({
  name: 'a',
  vendor: 'v',
  currency: 'EUR',
  lagSeconds: 0,
  concurrency: 1,
  requestsPerSecond: 1,
  settings: {},
  settingNames: {},
  ...more,
});
