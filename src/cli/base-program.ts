/** The program without its commands. */
import { Command } from 'commander';
import { VERSION } from '../config/version.ts';
import { exampleText, helpDocument, optionDescription, pathOf } from './help/help.ts';
import type { AddCommand, CommandLine } from './session/command-line.ts';
import { toDocument } from './session/terminal.ts';
import { ALL, QUIET, VERBOSE } from './session/wishes.ts';

/** How a program is made for a line; `isJson`: help and version are documents too. */
export type MakeProgram = (line: CommandLine, isJson: boolean) => Command;

/** Commands whose tables grow with what is stored; `rejects list` has a wish of that name of its own. */
const LONG_TABLES: ReadonlySet<string> = new Set([
  'backfill',
  'gaps',
  'reconcile compare',
  'rejects pages',
  'check',
  'query',
  'examples run',
  'fx list',
  'status',
  'config',
]);

/** A program of some commands. */
export function programOf(commands: readonly AddCommand[]): MakeProgram {
  return (line, isJson) => {
    const ggr = new Command('ggr')
      .description('The GGR warehouse an online-casino operator can trust.')
      .version(isJson ? toDocument({ version: VERSION }) : VERSION)
      .exitOverride()
      .configureHelp({
        showGlobalOptions: true,
        optionDescription,
        ...(isJson && { formatHelp: helpDocument }),
      })
      .option(...QUIET)
      .option(...VERBOSE);
    for (const add of commands) add(ggr, line);
    for (const command of allCommands(ggr).slice(1)) {
      if (LONG_TABLES.has(pathOf(command))) command.option(...ALL);
      if (!isJson) command.addHelpText('after', exampleText(command));
    }
    return ggr;
  };
}

/** The program, its commands and theirs. */
export function allCommands(program: Command): Command[] {
  return [program, ...program.commands, ...program.commands.flatMap((c) => c.commands)];
}
