/** The program without its commands. */
import { Command } from 'commander';
import { VERSION } from '../config/version.ts';
import { helpDocument } from './help.ts';
import type { AddCommand, CommandLine } from './session/command-line.ts';
import { toDocument } from './session/terminal.ts';

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
    for (const add of commands) add(ggr, line);
    return ggr;
  };
}

/** The program, its commands and theirs. */
export function allCommands(program: Command): Command[] {
  return [program, ...program.commands, ...program.commands.flatMap((c) => c.commands)];
}
