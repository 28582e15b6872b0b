/** The manual page in mdoc, made of what --help prints: a command that is added is in both. */
import type { Argument, Command, Option } from 'commander';
import { VERSION } from '../config/version.ts';
import type { Catalogue } from '../contract/stream.ts';
import { examplesOf, pathOf } from './help/help.ts';
import { makeProgram } from './program.ts';

/** What every command's exit says (docs: README.md). */
const EXITS = [
  ['0', 'done'],
  ['1', 'unexpected: a bug'],
  ['2', 'usage or configuration'],
  ['3', 'partial: a window failed, or a record was refused that was not before'],
  ['4', 'stale'],
  ['5', 'mismatch with a vendor, or a row that cannot be right'],
  ['130', 'interrupted: what was committed is kept'],
] as const;

const FILES = [
  ['.env', 'the settings of the working folder; ggr init writes one with every variable explained'],
  ['ggr.config.yaml', 'several accounts per vendor, and schedules'],
  ['warehouse/store.duckdb', 'the store, where GGR_WAREHOUSE names no other'],
  ['$XDG_STATE_HOME/ggr/history', 'what was typed in the shell of ggr query'],
] as const;

/** The page as it stands in man/ggr.1. */
export function manualPage(catalogue: Catalogue): string {
  const nothing = async () => {};
  const line = { catalogue, run: nothing, runOnStore: nothing, runHere: nothing };
  const ggr = makeProgram(line, false);
  const commands = ggr.commands.flatMap((each) =>
    each.commands.length === 0 ? [each] : [...each.commands],
  );
  return [
    `.\\" Made by scripts/write-man.ts from the program's own help.`,
    '.Dd $Mdocdate: November 28 2026 $',
    '.Dt GGR 1',
    '.Os',
    '.Sh NAME',
    '.Nm ggr',
    '.Nd GGR warehouse of an online-casino operator',
    '.Sh SYNOPSIS',
    '.Nm',
    '.Ar command',
    '.Op Ar argument ...',
    '.Op Fl -quiet',
    '.Op Fl -verbose',
    '.Sh DESCRIPTION',
    escaped(ggr.description()),
    `This is version ${VERSION}.`,
    'Data goes to standard output, everything else to standard error;',
    '.Fl -json',
    'prints exactly one document, on errors too.',
    'The options of every command are:',
    ...list(ggr.options.map(optionItem)),
    ...commands.flatMap(section),
    '.Sh FILES',
    ...list(FILES.map(([name, about]) => [`.It Pa ${name}`, escaped(about)])),
    '.Sh EXIT STATUS',
    ...list(EXITS.map(([code, about]) => [`.It ${code}`, escaped(about)])),
    '.Sh EXAMPLES',
    ...examplesOf(ggr.commands[0] as Command).flatMap(literal),
    '.Sh SEE ALSO',
    'The pages of',
    '.Ql ggr docs .',
    '',
  ].join('\n');
}

function section(command: Command): string[] {
  const options = command.options.map(optionItem);
  const given = command.registeredArguments.filter(({ description }) => description);
  return [
    `.Ss ggr ${pathOf(command)}`,
    '.Nm',
    `.Cm ${pathOf(command)}`,
    ...command.registeredArguments.map(argumentOf),
    ...(options.length > 0 ? ['.Op Ar options'] : []),
    '.Pp',
    `${escaped(sentence(command.description()))}`,
    ...list([
      ...given.map((each) => [`.It Ar ${each.name()}`, escaped(each.description)] as const),
      ...options,
    ]),
    '.Pp',
    'Examples:',
    ...examplesOf(command).flatMap(literal),
  ];
}

const sentence = (text: string) => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;

function argumentOf(argument: Argument): string {
  const more = argument.variadic ? ' ...' : '';
  return argument.required ? `.Ar ${argument.name()}${more}` : `.Op Ar ${argument.name()}${more}`;
}

type Item = readonly [tag: string, text: string];

function optionItem({ long, short, flags, description }: Option): Item {
  const value = /[<[][^>\]]*[>\]]/.exec(flags)?.[0]?.replaceAll(/[<>[\]]/g, '') ?? '';
  const names = [short, long].flatMap((name) => (name ? [`Fl ${name.slice(1)}`] : []));
  return [
    `.It ${names.join(' , ')}${value === '' ? '' : ` Ar ${escaped(value)}`}`,
    escaped(description),
  ];
}

function list(items: readonly Item[]): string[] {
  if (items.length === 0) return [];
  return ['.Bl -tag -width Ds', ...items.flat(), '.El'];
}

const literal = (line: string) => [`.Dl ${escaped(line).replaceAll('"', '\\(dq')}`];

/** A line that begins with a dot would be a request, and a backslash an escape. */
function escaped(text: string): string {
  return text
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replace(/^([.'])/, '\\&$1')
    .replaceAll('…', '...');
}
