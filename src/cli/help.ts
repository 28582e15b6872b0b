/** What `--help` and `--version` print under `--json`: one document, as every command does. */
import type { Command, Help } from 'commander';
import { toDocument } from './session/terminal.ts';

/** Usage, arguments, options and commands of one command. */
export function helpDocument(command: Command, helper: Help): string {
  return toDocument({
    usage: helper.commandUsage(command),
    description: command.description(),
    arguments: helper.visibleArguments(command).map((argument) => ({
      name: argument.name(),
      description: argument.description,
      required: argument.required,
    })),
    options: helper
      .visibleOptions(command)
      .map(({ flags, description }) => ({ flags, description })),
    commands: helper.visibleCommands(command).map((each) => ({
      name: each.name(),
      usage: helper.subcommandTerm(each),
      description: each.description(),
    })),
  });
}
