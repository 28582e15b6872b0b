/** ggr.config.yaml: what it describes, and where each of its fields is shown to come from. */
import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { streams, vendors } from '../../src/catalogue.ts';
import { loadConfig } from '../../src/config/config.ts';
import { ENV_PV, loadAccounts, pvAccount, SECRET } from '../support/accounts-file.ts';
import { temporaryFolder } from '../support/ggr.ts';

describe('a file of accounts', () => {
  test('may hold many of one vendor, beside those of the environment', () => {
    const config = loadAccounts(
      `${pvAccount('scale: 1000', 'start: 2025-03-01', 'concurrency: 2', 'requests_per_second: 0.5', 'lag_seconds: 0')}
  - name: agent_2
    vendor: wm
    url: https://wm.example/Api/En/Gateway.php
    vendor_id: 007
    signature_file: key.txt
    currency: THB
    streams: [wm.transfers]
`,
      ENV_PV,
    );
    expect(config.problems).toEqual([]);
    expect(config.accounts.map(({ name, vendor }) => `${name} ${vendor}`)).toEqual([
      'pv pv',
      'one pv',
      'agent_2 wm',
    ]);
    expect(config.accounts[1]).toMatchObject({
      currency: 'CNY',
      scale: 10_000_000n,
      start: Date.UTC(2025, 2, 1),
      concurrency: 2,
      requestsPerSecond: 0.5,
      lagSeconds: 0,
      settings: { url: 'https://pv.example', mch_id: '7', key: SECRET },
    });
    expect(config.accounts[2]).toMatchObject({
      scale: 10_000n,
      lagSeconds: 120,
      chosenStreams: ['wm.transfers'],
      settings: { vendor_id: '007', signature: SECRET, timezone: '+08:00' },
    });
    expect(config.accounts[2]).not.toHaveProperty('start');
  });

  test('is not needed, and may be empty', () => {
    const none = loadConfig(vendors, { env: ENV_PV, folder: '/nonexistent', streams });
    expect(none).toMatchObject({ problems: [], schedules: {} });
    expect(none.accounts).toHaveLength(1);
    for (const yaml of ['', '# nothing yet\n', 'accounts:\nschedules:\n', 'accounts: []\n']) {
      expect(loadAccounts(yaml)).toMatchObject({ problems: [], accounts: [], schedules: {} });
    }
  });

  test('stands where GGR_CONFIG says', () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'mine.yaml'), pvAccount());
    const env = { THE_KEY: SECRET, GGR_CONFIG: join(folder, 'mine.yaml') };
    const config = loadConfig(vendors, { env, folder: '/nonexistent', streams });
    expect(config.accounts.map((a) => a.name)).toEqual(['one']);
    expect(config.unknown).toEqual([]);
  });

  test('named by GGR_CONFIG must be there', () => {
    const env = { GGR_CONFIG: 'no.yaml' };
    const { problems } = loadConfig(vendors, { env, folder: '/nonexistent', streams });
    expect(problems).toEqual([
      'no.yaml (GGR_CONFIG) cannot be read: check that it is there, and its rights',
    ]);
  });

  test('keeps schedules as they are written', () => {
    const config = loadAccounts('schedules:\n  pv: "*/5 * * * *"\n  wm.tips: 0 3 * * *\n');
    expect(config).toMatchObject({
      problems: [],
      schedules: { pv: '*/5 * * * *', 'wm.tips': '0 3 * * *' },
    });
  });

  test('gives its example without a fault', () => {
    const env = {
      GGR_CONFIG: resolve(import.meta.dirname, '../../ggr.config.example.yaml'),
      GGR_PV_ASIA_KEY: SECRET,
    };
    const { problems, accounts, schedules } = loadConfig(vendors, {
      env,
      folder: '/nonexistent',
      streams,
    });
    // the one secret that the example has in a file is not there
    expect(
      problems.every(
        (problem) => problem.includes('secrets/wm-jakarta') || problem.includes('signature'),
      ),
    ).toBe(true);
    expect(accounts.map((account) => account.name)).toEqual(['pv-asia']);
    expect(Object.keys(schedules)).toEqual(['pv', 'wm.transfers']);
  });
});

describe('what is shown of it', () => {
  test('names the line of every field, and the variable of a secret', () => {
    const { entries, accounts } = loadAccounts(pvAccount('lag_seconds: 5'));
    const of = (name: string) => entries.find((entry) => entry.name === `one.${name}`);
    expect(of('url')).toMatchObject({ value: 'https://pv.example', origin: 'ggr.config.yaml:4' });
    expect(of('key')).toMatchObject({
      secret: true,
      origin: 'ggr.config.yaml:6, THE_KEY: environment',
    });
    expect(of('lag_seconds')).toMatchObject({ value: '5', origin: 'ggr.config.yaml:8' });
    expect(of('concurrency')).toMatchObject({ value: '4', origin: 'default' });
    expect(of('start')).toMatchObject({ value: undefined, origin: 'not set' });
    expect(accounts[0]?.settingNames).toMatchObject({
      url: 'url of account one (ggr.config.yaml:4)',
      key: 'key of account one (ggr.config.yaml:6, THE_KEY)',
    });
  });

  test('counts the variables of its secrets among those that mean something', () => {
    const config = loadAccounts(pvAccount('key_env: GGR_PV_KEY_2'), {
      GGR_PV_KEY_2: SECRET,
      GGR_PV_KEY_3: 'x',
    });
    expect(config.problems).toEqual([]);
    expect(config.unknown).toEqual(['GGR_PV_KEY_3']);
  });

  test.for([
    ['1000', 10_000_000n],
    ['"1000"', 10_000_000n],
    ['0.0001', 1n],
    ['0.10', 1000n],
    ['999999999.9999', 9_999_999_999_999n],
  ] as const)('a scale of %s is read digit for digit', ([text, scale]) => {
    expect(loadAccounts(pvAccount(`scale: ${text}`)).accounts[0]?.scale).toBe(scale);
  });
});

describe('the environment', () => {
  test('gives its accounts a start, a scale and streams, too', () => {
    const env = {
      ...ENV_PV,
      GGR_PV_START: '2025-03-01T06:00:00Z',
      GGR_PV_SCALE: '0.5',
      GGR_PV_STREAMS: 'pv.bets',
    };
    const { problems, accounts } = loadConfig(vendors, { env, folder: '/nonexistent', streams });
    expect(problems).toEqual([]);
    expect(accounts[0]).toMatchObject({
      start: Date.UTC(2025, 2, 1, 6),
      scale: 5000n,
      chosenStreams: ['pv.bets'],
    });
  });

  test.for([
    ['GGR_PV_STREAMS', 'pv.bet, pv.bets', 'GGR_PV_STREAMS names pv.bet: streams of pv are pv.bets'],
    ['GGR_PV_SCALE', '1,000', 'GGR_PV_SCALE must be a number above 0 with at most 4 decimals'],
    ['GGR_PV_START', 'soon', 'GGR_PV_START must be an ISO date'],
  ] as const)('with a wrong %s is refused', ([name, value, says]) => {
    const env = { ...ENV_PV, [name]: value };
    const { problems, accounts } = loadConfig(vendors, { env, folder: '/nonexistent', streams });
    expect(problems).toEqual([expect.stringContaining(says)]);
    expect(accounts).toEqual([]);
  });
});
