/** What `--help` and `--version` print: for people with two examples, under `--json` one document. */
import type { Command, Help, Option } from 'commander';
import { toDocument } from '../session/terminal.ts';
import { HELP_EXAMPLES } from './examples.ts';

/** "rejects list": the command's name within ggr. */
export function pathOf(command: Command): string {
  const { parent } = command;
  return parent?.parent ? `${pathOf(parent)} ${command.name()}` : command.name();
}

/** Lines as somebody types them; a group has those of its parts. */
export function examplesOf(command: Command): readonly string[] {
  const own = HELP_EXAMPLES[pathOf(command)];
  return own ?? command.commands.flatMap((each) => HELP_EXAMPLES[pathOf(each)]?.slice(0, 1) ?? []);
}

/** What stands below the options. */
export function exampleText(command: Command): string {
  const lines = examplesOf(command);
  return lines.length === 0 ? '' : `\nExamples:\n${lines.map((line) => `  ${line}`).join('\n')}`;
}

/** That a wish is not made unless it is made need not be said. */
export function optionDescription(option: Option): string {
  const { description, defaultValue } = option;
  const isSaid = defaultValue !== undefined && defaultValue !== false;
  return isSaid ? `${description} (default: ${JSON.stringify(defaultValue)})` : description;
}

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
    examples: command.parent ? examplesOf(command) : [],
  });
}
