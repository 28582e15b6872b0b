/** Acme: what an account needs. */
import * as z from 'zod';
import type { Vendor } from '../../../../src/contract/vendor.ts';
import { checkUrl } from '../../../../src/extract/settings.ts';
import { callAcme } from './client.ts';

export const acme: Vendor = {
  name: 'acme',
  settings: {
    url: { about: "base address of Acme's API; /v1/… is added", check: checkUrl },
    operator: {
      about: 'number of the operator',
      check: (value) => (/^\d{1,18}$/.test(value) ? undefined : 'must be a whole number'),
    },
    token: { about: 'token of the report API', secret: true },
  },
  // "at most one minute after they ended" (acme.txt 3)
  defaults: { lagSeconds: 60, concurrency: 2, requestsPerSecond: 5 },
  // as in src, where it is sql/vendors/acme/ and this line is not needed
  sql: new URL('../sql/', import.meta.url),
  hello: async (account, net, signal) => {
    await callAcme({ path: '/v1/games', answer: z.unknown(), account, net, signal });
  },
};
