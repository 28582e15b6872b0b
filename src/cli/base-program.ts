/** The program without its commands. */
import { Command } from 'commander';
import { VERSION } from '../config/version.ts';
import { helpDocument } from './help.ts';
import type { AddCommand, CommandLine } from './session/command-line.ts';
import { toDocument } from './session/terminal.ts';
import { ALL, QUIET, VERBOSE } from './session/wishes.ts';

/** How a program is made for a line; `isJson`: help and version are documents too. */
export type MakeProgram = (line: CommandLine, isJson: boolean) => Command;

/** A program of some commands. */
export function programOf(commands: readonly AddCommand[]): MakeProgram {
  return (line, isJson) => {
    const ggr = new Command('ggr')
      .description('The GGR warehouse an online-casino operator can trust.')
      .version(isJson ? toDocument({ version: VERSION }) : VERSION)
      .exitOverride()
      .configureHelp({ showGlobalOptions: true, ...(isJson && { formatHelp: helpDocument }) });
    ggr.option(...QUIET).option(...VERBOSE);
    for (const add of commands) add(ggr, line);
    for (const command of allCommands(ggr)) if (printsTables(command)) command.option(...ALL);
    return ggr;
  };
}

/** What prints a document on demand prints a table without it; some have a wish of that name of their own. */
function printsTables({ options }: Command): boolean {
  const names = new Set(options.map(({ long }) => long));
  return names.has('--json') && !names.has('--all');
}

/** The program, its commands and theirs. */
export function allCommands(program: Command): Command[] {
  return [program, ...program.commands, ...program.commands.flatMap((c) => c.commands)];
}
