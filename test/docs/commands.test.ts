/** Every command that README and docs show is one that this ggr takes; test/package runs those that only read. */
import type { CommanderError } from 'commander';
import { expect, test } from 'vitest';
import { catalogue } from '../../src/catalogue.ts';
import { allCommands } from '../../src/cli/base-program.ts';
import { makeProgram } from '../../src/cli/program.ts';
import { pages, type Shown, shownIn } from '../support/shown-commands.ts';

/** Takes a line apart as the real program does, and runs nothing. Returns what it would have said against it. */
async function objection({
  args,
  isBlock,
}: Pick<Shown, 'args' | 'isBlock'>): Promise<string | undefined> {
  const taken = async () => {};
  const program = makeProgram({ catalogue, run: taken, runOnStore: taken, runHere: taken }, false);
  for (const command of allCommands(program)) {
    command.exitOverride();
    command.configureOutput({ writeOut: () => {}, writeErr: () => {} });
  }
  try {
    await program.parseAsync([...args], { from: 'user' });
    return undefined;
  } catch (error) {
    const { exitCode, code = '', message } = error as CommanderError;
    // a sentence may name a command without what it is given
    const isNamed = !isBlock && /missing|\.help$/i.test(code);
    return exitCode === 0 || isNamed ? undefined : message;
  }
}

const shown = pages().flatMap(shownIn);

test('commands are found at all, in blocks and in sentences', () => {
  expect(shown.filter(({ isBlock }) => isBlock).length).toBeGreaterThan(20);
  expect(shown.filter(({ isBlock }) => !isBlock).length).toBeGreaterThan(50);
  const [first] = shownIn({
    name: 'a page',
    text: '```sh\nGGR_WAREHOUSE=x npm run -s ggr -- query "select 1" --format csv >a.csv # why\n```',
  });
  expect(first).toEqual({
    where: 'a page:2',
    text: expect.any(String),
    args: ['query', 'select 1', '--format', 'csv'],
    isBlock: true,
  });
});

test('each is taken by the program as it stands', async () => {
  const refused: string[] = [];
  for (const each of shown) {
    const says = await objection(each);
    if (says !== undefined) refused.push(`${each.where}: ${each.args.join(' ')}: ${says}`);
  }
  expect(refused).toEqual([]);
});

test('a command that does not exist, or has no such option, is refused', async () => {
  expect(await objection({ args: ['explain', 'pv'], isBlock: true })).toContain('missing');
  expect(await objection({ args: ['synchronise'], isBlock: true })).toContain('unknown command');
  expect(await objection({ args: ['sync', '--loudly'], isBlock: false })).toContain(
    'unknown option',
  );
});
