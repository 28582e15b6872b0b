/** The daemon's log as it comes out of a process: no secret, no character that a terminal obeys, and still JSON. */
import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';

const SECRET = 'zQ5r"8Lm&2vTx0Yb';
const NAME = 'eve\u001b[2J\u202e\u0085\u2028';
const SRC = resolve(import.meta.dirname, '../../src');

test('a line is JSON without the secret in it, in messages, fields, stacks and causes', () => {
  const script = `
    import { openLog } from '${SRC}/serve/log.ts';
    import { rememberSecrets } from '${SRC}/contract/secrets.ts';
    const [secret, name] = ${JSON.stringify([SECRET, NAME])};
    rememberSecrets([secret]);
    const log = openLog('info');
    const err = new Error('refused ' + secret, { cause: new Error('header AppSecret: ' + secret) });
    log.error({ err, url: 'https://v/?sig=' + encodeURIComponent(secret), player: name }, 'said ' + secret);
    log.child({ player: name }).info({ authorization: secret });`;
  const args = ['--input-type=module', '--disable-warning=ExperimentalWarning', '-e', script];
  const { stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  const lines = stderr
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(lines.map(({ player }) => player)).toEqual([NAME, NAME]);
  expect(lines[0]).toMatchObject({ msg: 'said ********', url: 'https://v/?sig=********' });
  expect(stderr).not.toMatch(/zQ5r|8Lm|2vTx0/);
  expect(stderr.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\u202e\u2028]/u);
});
