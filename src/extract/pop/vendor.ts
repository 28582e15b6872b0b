/** POP: what an account needs. */
import * as z from 'zod';
import type { Vendor } from '../../contract/vendor.ts';
import { checkUrl } from '../settings.ts';
import { callPop } from './client.ts';
import { popLookups } from './lookups.ts';

/** What may stand in an HTTP header. */
const headerValue = (value: string) =>
  /^[\x21-\x7e]+$/.test(value) ? undefined : 'must be printable ASCII without spaces';
const pathValue = (value: string) =>
  /^\/[\w./~-]*$/.test(value) ? undefined : 'must be a path that begins with /';

export const pop: Vendor = {
  name: 'pop',
  settings: {
    url: {
      about: "base address of POP's API; /api/… is added",
      check: checkUrl,
    },
    app_id: { about: 'AppID, the merchant number', check: headerValue },
    app_secret: {
      about: 'AppSecret, the merchant code',
      secret: true,
      check: headerValue,
    },
    bets_path: {
      about: 'path of the report of bets',
      fallback: '/api/v1/record/betlist',
      check: pathValue,
    },
    games_path: {
      about: 'path of the list of games',
      fallback: '/api/v1/game/list',
      check: pathValue,
    },
    bet_logs_path: {
      about: 'path of the bets of a player, for lookup',
      fallback: '/api/v1/record/getbetlogs',
      check: pathValue,
    },
    balance_path: {
      about: "path of a player's balance, for lookup",
      fallback: '/api/v1/player/balance',
      check: pathValue,
    },
    order_path: {
      about: 'path of an order, for lookup',
      fallback: '/api/v1/transaction/queryOrder',
      check: pathValue,
    },
  },
  lookups: popLookups,
  defaults: { lagSeconds: 300, concurrency: 2, requestsPerSecond: 5 },
  hello: async (account, net, signal) => {
    await callPop({ path: 'games_path', data: {}, answer: z.unknown(), account, net, signal });
  },
};
