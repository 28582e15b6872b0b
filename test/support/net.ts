/** A net of the test's own, and one call to make with it. */
import { onTestFinished } from 'vitest';
import type { HttpCall, Net } from '../../src/contract/net.ts';
import { NET_DEFAULTS, type NetOptions, openNet } from '../../src/extract/http.ts';

const openGates: NetOptions['gates'] = { pass: async () => {}, shut: () => {} };

/** Opens a net without rules and with short pauses; it goes when the test ends. */
export function testNet(options: Partial<NetOptions> = {}): Net {
  const pauses = { firstPauseMs: 1, longestPauseMs: 5 };
  const net = openNet({ ...NET_DEFAULTS, ...pauses, now: Date.now, gates: openGates, ...options });
  onTestFinished(() => net.close());
  return net;
}

/** A call of account pv that returns the answer's text. */
export function callTo(url: string, more: Partial<HttpCall<string>> = {}): HttpCall<string> {
  return {
    account: 'pv',
    lane: 'pv',
    priority: 0,
    limits: { concurrency: 4, requestsPerSecond: 1000 },
    url,
    label: 'account pv: PV /api/x',
    urlSetting: 'GGR_PV_URL',
    charset: undefined,
    charsetSetting: 'GGR_PV_CHARSET',
    build: () => ({ headers: { 'content-type': 'application/json' }, body: '{}' }),
    read: ({ text }) => text,
    signal: new AbortController().signal,
    ...more,
  };
}
