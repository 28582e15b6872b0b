/** Help and version for programs: one JSON document, as `--json` promises. */
import { expect, test } from 'vitest';
import { VERSION } from '../../src/config/version.ts';
import { place } from '../support/ggr.ts';

interface Help {
  usage: string;
  description: string;
  arguments: { name: string; required: boolean }[];
  options: { flags: string; required: boolean }[];
  commands: { name: string }[];
}

test('--help --json of ggr lists its commands', async () => {
  const where = place();
  const help = await where.json<Help>('--help', '--json');
  expect(help.usage).toBe('ggr [options] [command]');
  const names = help.commands.map(({ name }) => name);
  for (const name of ['demo', 'sync', 'backfill', 'serve', 'status', 'query', 'wallet'])
    expect(names).toContain(name);
  expect(await where.json('--json', '--help')).toEqual(help);
});

test('--help --json of a command tells its arguments and options', async () => {
  const where = place();
  const {
    usage,
    arguments: given,
    options,
  } = await where.json<Help>('backfill', '--help', '--json');
  expect(usage).toBe('ggr backfill [options] <source>');
  expect(given).toEqual([{ name: 'source', description: expect.any(String), required: true }]);
  expect(options).toContainEqual({ flags: '--account <name>', description: 'only this account' });
  const deposit = await where.json<Help>('wallet', 'deposit', '--json', '-h');
  expect(deposit.usage).toBe('ggr wallet deposit [options] <player> <currency> <cents>');
});

test('--version --json is a document, and without --json both are text', async () => {
  const where = place();
  expect(await where.json('--version', '--json')).toEqual({ version: VERSION });
  expect((await where.ggr('--version')).stdout).toBe(`${VERSION}\n`);
  const { stdout, code } = await where.ggr('sync', '--help');
  expect(code).toBe(0);
  expect(stdout).toMatch(/^Usage: ggr sync \[options\]/);
});
