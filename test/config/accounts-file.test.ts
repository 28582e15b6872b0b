/** ggr.config.yaml: what it describes, and what is refused, each with its line. */
import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { streams, vendors } from '../../src/catalogue.ts';
import { loadConfig } from '../../src/config/config.ts';
import { temporaryFolder } from '../support/ggr.ts';

const SECRET = 'not-for-anybodys-eyes';

function load(yaml: string, env: Record<string, string> = {}) {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'ggr.config.yaml'), yaml);
  writeFileSync(join(folder, 'key.txt'), `${SECRET}\n`);
  return loadConfig(vendors, { env: { THE_KEY: SECRET, ...env }, folder, streams });
}

/** An account that is right but for the lines that take the place of others. */
const pvAccount = (...lines: string[]) => {
  const given = new Set(lines.map((line) => line.split(':')[0]));
  const right = [
    'name: one',
    'vendor: pv',
    'url: https://pv.example',
    'mch_id: 7',
    'key_env: THE_KEY',
    'currency: CNY',
  ].filter((line) => !given.has(line.split(':')[0]));
  return `accounts:\n  - ${[...right, ...lines].join('\n    ')}\n`;
};
const ENV_PV = {
  GGR_PV_URL: 'https://pv.example',
  GGR_PV_MCH_ID: '1',
  GGR_PV_KEY: SECRET,
  GGR_PV_CURRENCY: 'CNY',
};

describe('a file of accounts', () => {
  test('may hold many of one vendor, beside those of the environment', () => {
    const config = load(
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
      expect(load(yaml)).toMatchObject({ problems: [], accounts: [], schedules: {} });
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
    const config = load('schedules:\n  pv: "*/5 * * * *"\n  wm.tips: 0 3 * * *\n');
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
    const { entries, accounts } = load(pvAccount('lag_seconds: 5'));
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
    const config = load(pvAccount('key_env: GGR_PV_KEY_2'), {
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
    expect(load(pvAccount(`scale: ${text}`)).accounts[0]?.scale).toBe(scale);
  });
});

describe('a file is refused, with the line and what is expected, that has', () => {
  test.for([
    [
      'an unknown key at the top',
      'account: []',
      '1: account means nothing here: known are accounts',
    ],
    ['accounts that are no list', 'accounts:\n  name: x', '1: accounts must be a list'],
    ['an account that is no map', 'accounts:\n  - pv', '2: an account must be a map'],
    ['text at the top', 'hello', '1: the file must be a map with accounts and schedules'],
    [
      'a schedule that is no text',
      'schedules:\n  pv: [1]',
      '2: schedules.pv must be a cron expression',
    ],
    [
      'a misspelt field',
      pvAccount('currrency: CNY'),
      '8: currrency of account one means nothing: fields of a pv account are name, vendor, url',
    ],
    ['no name', pvAccount('name:'), '7: the name of an account must be 1 to 32 of a-z'],
    ['a name in capitals', pvAccount('name: PV'), '7: the name of an account must be'],
    ['a name with a quote', pvAccount(`name: "a'b"`), '7: the name of an account must be'],
    [
      'a name that is too long',
      pvAccount(`name: ${'a'.repeat(33)}`),
      '7: the name of an account must be',
    ],
    [
      'an unknown vendor',
      pvAccount('vendor: pvx'),
      '7: vendor of account one must be one of pv, wm',
    ],
    ['no currency', pvAccount('currency:'), '7: account one needs currency'],
    [
      'a wrong currency',
      pvAccount('currency: euro'),
      '7: currency of account one must be a currency code',
    ],
    [
      'a wrong address',
      pvAccount('url: pv.example'),
      '7: url of account one must be an http(s) address',
    ],
    [
      'a list where one value stands',
      pvAccount('url: [a, b]'),
      '7: url of account one must be one value',
    ],
    ['a map where a value stands', pvAccount('url: {a: b}'), '7: url must be text or a number'],
    ['a boolean', pvAccount('url: true'), '7: url must be text or a number'],
    [
      'no concurrency to speak of',
      pvAccount('concurrency: 0'),
      '8: concurrency of account one must be a whole number above 0',
    ],
    [
      'a start that is no date',
      pvAccount('start: 2025-02-30'),
      '8: start of account one must be an ISO date',
    ],
    [
      'a scale of zero',
      pvAccount('scale: 0.0'),
      '8: scale of account one must be a number above 0',
    ],
    ['a scale below zero', pvAccount('scale: -1000'), '8: scale of account one must be'],
    ['a scale with five decimals', pvAccount('scale: 0.00001'), '8: scale of account one must be'],
    ['a scale with an exponent', pvAccount('scale: 1e3'), '8: scale of account one must be'],
    ['a hexadecimal scale', pvAccount('scale: 0x10'), '8: scale of account one must be'],
    [
      'a misspelt stream',
      pvAccount('streams: [pv.bet]'),
      '8: streams of account one names pv.bet: streams of pv are pv.bets',
    ],
    [
      'a stream of another vendor',
      pvAccount('streams: wm.transfers'),
      '8: streams of account one names wm.transfers',
    ],
    [
      'a secret',
      pvAccount(`key: ${SECRET}`),
      '8: key of account one is a secret, which never stands in this file: write key_env',
    ],
    [
      'a secret in place of its variable',
      pvAccount(`key_env: ${SECRET}`),
      '7: key_env of account one must be the name of a variable, such as GGR_ONE_KEY',
    ],
    [
      'a variable that is not set',
      pvAccount('key_env: NO_SUCH_KEY'),
      '7: key_env of account one names a variable that is not set',
    ],
    [
      'a secret file that is not there',
      pvAccount('key_env:', 'key_file: no.txt'),
      '8: key_file names ',
    ],
    [
      'two sources of one secret',
      pvAccount('key_file: key.txt'),
      '8: key of account one has both key_env and key_file',
    ],
    ['no secret at all', pvAccount('key_env:'), 'account one needs key: write key_env'],
    ['a name in a list', pvAccount('name: [one]'), '7: the name of an account must be'],
    ['a value of blanks', pvAccount('url: "  "'), '7: account one needs url'],
    [
      'nothing but the secret itself',
      pvAccount(`key: ${SECRET}`).replace('    key_env: THE_KEY\n', ''),
      '7: key of account one is a secret',
    ],
    [
      'an anchor',
      `${pvAccount('url: &u https://pv.example', 'mch_id: *u')}`,
      '7: anchors and aliases are not read',
    ],
    [
      'a key twice',
      `${pvAccount()}    url: https://other.example\n`,
      '8: not valid YAML: this key stands there twice',
    ],
    ['a tab', 'accounts:\n\t- name: x', '2: not valid YAML: indent with spaces'],
    [
      'an open quote',
      'accounts:\n  - name: "x\n',
      '3: not valid YAML: a quote, bracket or space is missing',
    ],
    [
      'a colon in a value',
      'accounts:\n  - name: x: y\n',
      '2: not valid YAML: a value with a colon',
    ],
  ] as const)('%s', ([, yaml, says]) => {
    const config = load(yaml);
    expect(config.problems).toHaveLength(1);
    expect(config.problems[0]).toContain(
      says.startsWith('account') ? says : `ggr.config.yaml:${says}`,
    );
    expect(config.accounts).toEqual([]);
    expect(config.problems.join()).not.toContain(SECRET);
  });

  test('one name twice', () => {
    const { problems, accounts } = load(pvAccount() + pvAccount().replace('accounts:\n', ''));
    expect(problems).toEqual([
      'ggr.config.yaml:8: account one is described twice, also by ggr.config.yaml:2',
    ]);
    expect(accounts).toHaveLength(1);
  });

  test('the name of an account that the environment describes', () => {
    const { problems } = load(pvAccount('name: pv'), ENV_PV);
    expect(problems).toEqual([
      'ggr.config.yaml:7: account pv is described twice, also by the variables GGR_PV_…',
    ]);
  });

  test('several faults: all of them are said', () => {
    const { problems } = load(pvAccount('currency: x', 'lag_seconds: soon', 'nonsense: 1'));
    expect(problems).toHaveLength(3);
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
