/** What guards a vendor from us between two attempts: pauses, and gates that outlive the process. */
import nock from 'nock';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { VendorError } from '../../src/contract/errors.ts';
import type { HttpCall } from '../../src/contract/net.ts';
import { NET_DEFAULTS, openNet } from '../../src/extract/http.ts';

/** Every pause that is not p-retry's own, in ms; none is waited for. */
const pauses: number[] = [];
vi.mock('node:timers/promises', () => ({
  setTimeout: async (ms: number) => {
    pauses.push(ms);
  },
}));

const BASE = 'http://vendor.test:8080';
const NOW = Date.parse('2025-03-01T00:00:00Z');

const SHORTEST_PAUSE_MS = 1;

/** What happens, in order. */
const events: string[] = [];
const gates = {
  pass: async (name: string) => {
    events.push(`pass ${name}`);
  },
  shut: (name: string, forMs: number) => {
    events.push(`shut ${name} for ${forMs}`);
  },
};
const net = openNet({
  ...NET_DEFAULTS,
  now: () => NOW,
  gates,
  retries: 2,
  firstPauseMs: SHORTEST_PAUSE_MS,
  longestPauseMs: 2,
});

beforeEach(() => {
  nock.disableNetConnect();
  pauses.length = 0;
  events.length = 0;
});
afterEach(() => {
  nock.cleanAll();
  nock.enableNetConnect();
});

const call = (more: Partial<HttpCall<string>> = {}): HttpCall<string> => ({
  account: 'pv',
  lane: 'pv',
  priority: 0,
  limits: { concurrency: 1, requestsPerSecond: 1000 },
  url: `${BASE}/api/x`,
  label: 'account pv: PV /api/x',
  urlSetting: 'GGR_PV_URL',
  charset: undefined,
  charsetSetting: 'GGR_PV_CHARSET',
  build: () => ({ headers: {}, body: '{}' }),
  read: ({ text }) => text,
  signal: new AbortController().signal,
  ...more,
});
const answer = (status: number, headers: Record<string, string> = {}, text = 'yes') =>
  nock(BASE).post('/api/x').reply(status, text, headers);

describe('Retry-After', () => {
  const pausesFor = async (header: string) => {
    answer(429, { 'retry-after': header });
    answer(200);
    expect(await net.call(call())).toBe('yes');
    return pauses;
  };

  test.each([
    ['7', 7000],
    ['Sat, 01 Mar 2025 00:00:09 GMT', 9000],
  ])('%s is waited for as that many seconds, or until then', async (header, pauseMs) => {
    expect(await pausesFor(header)).toEqual([pauseMs]);
  });

  test('0 is our shortest pause, because a wait uses up no retry and would be a loop', async () => {
    expect(await pausesFor('0')).toEqual([SHORTEST_PAUSE_MS]);
  });

  test.each(['Fri, 28 Feb 2025 23:00:00 GMT', '-7', 'soon'])(
    '%s is no time to wait for, and a second as where there is none',
    async (header) => {
      expect(await pausesFor(header)).toEqual([1000]);
    },
  );

  test('counts for a server that is overloaded, too, and no longer than our patience', async () => {
    answer(503, { 'retry-after': '60' });
    answer(503, { 'retry-after': '86400' });
    answer(200);
    expect(await net.call(call())).toBe('yes');
    expect(pauses).toEqual([60_000, NET_DEFAULTS.patienceMs / 3]);
  });

  test('is a second where a vendor says "too often" without one', async () => {
    answer(429);
    answer(200);
    await net.call(call());
    expect(pauses).toEqual([1000]);
  });
});

describe('a gate', () => {
  const spacing = {
    gate: 'wm/x',
    longestMs: 30_000,
    afterMs: (text: string) => (text === 'empty' ? 10_000 : 20_000),
    afterErrorMs: (error: unknown) =>
      error instanceof VendorError && error.code === 'garbled' ? 5000 : undefined,
  };
  const build = () => {
    events.push('call');
    return { headers: {}, body: '{}' };
  };

  test('is shut before the call, in case we die before the answer, and by the answer after it', async () => {
    answer(200, {}, 'empty');
    await net.call(call({ spacing, build }));
    expect(events).toEqual(['pass wm/x', 'shut wm/x for 30000', 'call', 'shut wm/x for 10000']);
  });

  test('stays shut as long as a refusal wants it, and for the longest where no answer came', async () => {
    const read = ({ text }: { text: string }) => {
      if (text === 'rubbish') throw new VendorError('garbled', 'not JSON');
      return text;
    };
    answer(200, {}, 'rubbish');
    answer(500);
    answer(200);
    await net.call(call({ spacing, read }));
    const shut = events.filter((event) => event.startsWith('shut'));
    expect(shut.map((event) => event.split(' for ')[1])).toEqual([
      ...['30000', '5000'],
      ...['30000', '30000'],
      ...['30000', '20000'],
    ]);
  });
});
