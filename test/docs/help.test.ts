/** What tells people how to type: two examples of each command, the manual and the completions, made of the program. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { catalogue } from '../../src/catalogue.ts';
import { allCommands } from '../../src/cli/base-program.ts';
import { completionScript, SHELLS } from '../../src/cli/help/completion.ts';
import { HELP_EXAMPLES } from '../../src/cli/help/examples.ts';
import { pathOf } from '../../src/cli/help/help.ts';
import { manualPage } from '../../src/cli/manual.ts';
import { makeProgram } from '../../src/cli/program.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'ggr-help-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The program, that parses and does nothing. */
function program() {
  const ran: string[] = [];
  const run = async () => void ran.push('ran');
  const made = makeProgram({ catalogue, run, runOnStore: run, runHere: run }, false);
  for (const command of allCommands(made))
    command.exitOverride().configureOutput({ writeErr: () => {} });
  return { made, ran };
}

const leaves = allCommands(program().made).filter(({ commands }) => commands.length === 0);

describe('every command', () => {
  test('has two examples, and no example is of a command that is gone', () => {
    const names = leaves.map(pathOf);
    expect(names.length).toBeGreaterThan(30);
    const lacking = names.filter((name) => (HELP_EXAMPLES[name]?.length ?? 0) < 2);
    expect(lacking).toEqual([]);
    expect(Object.keys(HELP_EXAMPLES).filter((name) => !names.includes(name))).toEqual([]);
  });

  test('has examples that its own options and arguments take', async () => {
    for (const line of Object.values(HELP_EXAMPLES).flat()) {
      const words = [...line.replace(/ (>|&&) .*/, '').matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)];
      const [, ...args] = words.map(([, one, two, bare]) => one ?? two ?? bare ?? '');
      const { made, ran } = program();
      await made.parseAsync(args, { from: 'user' });
      expect({ line, ran }).toEqual({ line, ran: ['ran'] });
    }
  });

  test('ends its help with them', () => {
    const sync = leaves.find((command) => pathOf(command) === 'sync');
    let text = '';
    sync
      ?.configureOutput({
        writeOut: (more) => {
          text += more;
        },
      })
      .outputHelp();
    expect(text).toMatch(/\nExamples:\n {2}ggr sync\n {2}ggr sync pv\.bets --account/);
  });
});

test('the manual page is what scripts/write-man.ts makes of the program, and mandoc has nothing to say of it', () => {
  const page = readFileSync(join(ROOT, 'man/ggr.1'), 'utf8');
  expect(page).toBe(manualPage(catalogue));
  for (const command of leaves) expect(page).toContain(`\n.Ss ggr ${pathOf(command)}\n`);
  expect(existsSync('/usr/bin/mandoc')).toBe(true);
  const linted = spawnSync('mandoc', ['-Tlint', '-Wwarning', join(ROOT, 'man/ggr.1')], {
    encoding: 'utf8',
  });
  expect({ code: linted.status, said: linted.stdout }).toEqual({ code: 0, said: '' });
});

describe('the completion', () => {
  const script = (shell: (typeof SHELLS)[number]) => {
    const path = join(folder, shell);
    writeFileSync(path, completionScript(shell, program().made, catalogue));
    return path;
  };

  test.for(SHELLS)('for %s is one that it reads', (shell) => {
    const { status, stderr } = spawnSync(shell, ['-n', script(shell)], { encoding: 'utf8' });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });

  test('completes commands, options and streams in bash', () => {
    const typed = ['ggr back', 'ggr sync wm.b', 'ggr rejects acc', 'ggr reconcile pv.bets --h'];
    const each = typed.map(
      (words) =>
        `COMP_WORDS=(${words}); COMP_CWORD=$((\${#COMP_WORDS[@]} - 1)); _ggr; echo "\${COMPREPLY[@]}"`,
    );
    const run = [`. ${script('bash')}`, ...each].join('\n');
    expect(spawnSync('bash', ['-c', run], { encoding: 'utf8' }).stdout.split('\n')).toEqual([
      'backfill backup',
      'wm.bets wm.balances',
      'accept',
      '--hours',
      '',
    ]);
  });

  test('completes the same in fish, with what each means', () => {
    const at = (line: string) =>
      spawnSync('fish', ['-c', `source ${script('fish')}; complete -C "${line}"`], {
        encoding: 'utf8',
        env: { ...process.env, HOME: folder },
      }).stdout;
    expect(at('ggr sync wm.b')).toBe('wm.balances\nwm.bets\n');
    expect(at('ggr backfill pv --dr')).toMatch(/^--dry-run\tprint the windows/);
  });
});
