/** What the vendors' own error codes become, and that the code steers, never the words around it. */
import { describe, expect, test } from 'vitest';
import { vendors } from '../../src/catalogue.ts';
import { VendorError } from '../../src/contract/errors.ts';
import type { HttpCall, Net, Spacing } from '../../src/contract/net.ts';
import type { Account, Vendor } from '../../src/contract/vendor.ts';
import { callReport } from '../../src/extract/wm/client.ts';
import { toJson } from '../../src/transform/json.ts';

const [LONGEST_MS, EMPTY_MS] = [30_000, 10_000];
const { signal } = new AbortController();

function accountOf(vendor: string, name = vendor): Account {
  const settings = {
    url: 'http://127.0.0.1/gateway',
    vendor_id: 'agent',
    interval_ms: `${LONGEST_MS}`,
    empty_interval_ms: `${EMPTY_MS}`,
  };
  const limits = { lagSeconds: 0, concurrency: 1, requestsPerSecond: 1 };
  return { name, vendor, currency: 'EUR', ...limits, settings, settingNames: {} };
}

/** A net whose vendor always answers the same; it notes the pauses that the last call asked for. */
function answering(answer: unknown): Net & { spacing: () => Spacing<never> | undefined } {
  let spacing: Spacing<never> | undefined;
  return {
    now: () => 0,
    pause: async () => {},
    clockAheadMs: () => undefined,
    call: async <T>(call: HttpCall<T>): Promise<T> => {
      spacing = call.spacing as Spacing<never> | undefined;
      return call.read({ status: 200, text: toJson(answer), clockAheadMs: undefined });
    },
    spacing: () => spacing,
  };
}

async function refusedBy(vendor: string, answer: unknown): Promise<unknown> {
  const { hello } = vendors.find(({ name }) => name === vendor) as Vendor;
  return hello(accountOf(vendor), answering(answer), signal).catch((error) => error);
}

describe("an error of a vendor carries the vendor's own code", () => {
  test('of WM, whatever it means', async () => {
    const codes = [10411, 10418, 911, 10202, 10301, 10504];
    const errors = codes.map((errorCode) => refusedBy('wm', { errorCode, errorMessage: '' }));
    expect(await Promise.all(errors)).toMatchObject(codes.map((vendorCode) => ({ vendorCode })));
  });

  test('of POP, whatever it means, and none where the answer has none', async () => {
    const codes = [1019, 1001, 1004, 4242];
    const errors = codes.map((code) => refusedBy('pop', { code, error: 'no' }));
    expect(await Promise.all(errors)).toMatchObject(codes.map((vendorCode) => ({ vendorCode })));
    const silent = await refusedBy('pop', { error: 'no' });
    expect(silent).toBeInstanceOf(VendorError);
    expect(silent).toMatchObject({ vendorCode: undefined });
  });

  test('of PV', async () => {
    expect(await refusedBy('pv', { code: 500, msg: 'no' })).toMatchObject({ vendorCode: 500 });
  });
});

describe("the pause after WM's refusal", () => {
  async function pauseAfter(errorCode: number, errorMessage: string, name: string) {
    const net = answering({ errorCode, errorMessage });
    const caller = { account: accountOf('wm', name), net, signal };
    const error = await callReport('GetTipReport', {}, caller).catch((error) => error);
    return net.spacing()?.afterErrorMs(error);
  }

  test('goes by the code: too early after rows, after none, busy, and any other', async () => {
    expect(await pauseAfter(10411, '', 'wm')).toBe(LONGEST_MS);
    expect(await pauseAfter(10418, '', 'wm')).toBe(EMPTY_MS);
    expect(await pauseAfter(911, '', 'wm')).toBe(0);
    expect(await pauseAfter(10201, '', 'wm')).toBeUndefined();
  });

  test("never by numbers in the vendor's words or in the account's name", async () => {
    expect(await pauseAfter(10418, 'not 10411', 'agent-10411')).toBe(EMPTY_MS);
    expect(await pauseAfter(10201, 'code 911', 'code 911')).toBeUndefined();
  });
});
