/** ggr.config.yaml: what is refused of it, each fault with its line. */
import { describe, expect, test } from 'vitest';
import { ENV_PV, loadAccounts, pvAccount, SECRET } from '../support/accounts-file.ts';

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
    const config = loadAccounts(yaml);
    expect(config.problems).toHaveLength(1);
    expect(config.problems[0]).toContain(
      says.startsWith('account') ? says : `ggr.config.yaml:${says}`,
    );
    expect(config.accounts).toEqual([]);
    expect(config.problems.join()).not.toContain(SECRET);
  });

  test('one name twice', () => {
    const { problems, accounts } = loadAccounts(
      pvAccount() + pvAccount().replace('accounts:\n', ''),
    );
    expect(problems).toEqual([
      'ggr.config.yaml:8: account one is described twice, also by ggr.config.yaml:2',
    ]);
    expect(accounts).toHaveLength(1);
  });

  test('the name of an account that the environment describes', () => {
    const { problems } = loadAccounts(pvAccount('name: pv'), ENV_PV);
    expect(problems).toEqual([
      'ggr.config.yaml:7: account pv is described twice, also by the variables GGR_PV_…',
    ]);
  });

  test('several faults: all of them are said', () => {
    const { problems } = loadAccounts(pvAccount('currency: x', 'lag_seconds: soon', 'nonsense: 1'));
    expect(problems).toHaveLength(3);
  });
});
