/** What the shell understands beside SQL: lines that begin with a dot or a backslash. */
import { UsageError } from '../../contract/errors.ts';
import type { Parameter } from '../../read/parameters.ts';
import type { Table } from '../../serve/table.ts';
import { FORMATS, type TextFormat } from '../session/ask.ts';
import { readParam } from '../session/parameters.ts';
import { describe, type Name, schemaOf } from './names.ts';

/** What the commands change and look at. */
export interface ShellState {
  mode: TextFormat;
  parameters: readonly Parameter[];
  isAll: boolean;
}

export interface Asked {
  readonly state: ShellState;
  readonly names: () => Promise<readonly Name[]>;
}

/** What is to be done: shown, asked, or the end. */
export type Effect =
  | { readonly table: Table }
  | { readonly text: string }
  | { readonly statement: string }
  | { readonly end: true };

type Dot = (words: readonly string[], asked: Asked) => Effect | Promise<Effect>;

const MODES = FORMATS.filter((format) => format !== 'parquet');

export const DOTS: Readonly<Record<string, { readonly about: string; readonly run: Dot }>> = {
  '.help': { about: 'this list', run: () => ({ text: helpText() }) },
  '.tables': { about: "ggr's views and tables, as \\d", run: () => ({ statement: 'show tables' }) },
  '.schema': { about: '[ggr|sync|pv|…] the tables of a schema with their columns', run: schema },
  '\\d': { about: '[ggr.daily] the columns of a table: name, type, what it means', run: columns },
  '.mode': { about: `${MODES.join('|')} how answers are written`, run: mode },
  '.all': { about: 'on|off every row and column, however many fit', run: all },
  '.param': { about: '[day=2026-11-01 | clear] values for $names in statements', run: param },
  '.quit': { about: 'the end, as Ctrl-D and \\q', run: () => ({ end: true }) },
};

const SAME: Readonly<Record<string, string>> = {
  '.exit': '.quit',
  '\\q': '.quit',
  '\\?': '.help',
  '.d': '\\d',
};

/** Throws UsageError for one that it does not know. */
export function runDot(line: string, asked: Asked): Effect | Promise<Effect> {
  const [name = '', ...words] = line.trim().replace(/;$/, '').split(/\s+/);
  const dot = DOTS[SAME[name] ?? name];
  if (!dot) throw new UsageError(`there is no ${name} here`, { hint: '.help lists what there is' });
  return dot.run(words, asked);
}

function helpText(): string {
  const lines = Object.entries(DOTS).map(([name, { about }]) => `${name.padEnd(9)} ${about}`);
  return [
    'A statement ends with a semicolon, and may have several lines; Ctrl-C ends it, not the shell.',
    'Tab completes names. Everything only reads.',
    ...lines,
  ].join('\n');
}

async function schema([name = 'ggr']: readonly string[], { names }: Asked): Promise<Effect> {
  const table = schemaOf(await names(), name);
  if (table.rows.length > 0) return { table };
  return columns([name], { names });
}

async function columns(
  [name]: readonly string[],
  { names }: Pick<Asked, 'names'>,
): Promise<Effect> {
  if (name === undefined) return { statement: 'show tables' };
  const table = describe(await names(), name);
  if (table) return { table };
  throw new UsageError(`there is no ${name}`, { hint: '.tables lists what there is' });
}

function mode([wanted]: readonly string[], { state }: Asked): Effect {
  const found = MODES.find((format) => format === wanted);
  if (wanted !== undefined && !found) {
    throw new UsageError(`.mode ${wanted} is none of ${MODES.join(', ')}`);
  }
  if (found) state.mode = found;
  return { text: `mode ${state.mode}` };
}

function all([wanted]: readonly string[], { state }: Asked): Effect {
  state.isAll = wanted === undefined ? !state.isAll : wanted === 'on';
  return { text: `all ${state.isAll ? 'on' : 'off'}` };
}

function param(words: readonly string[], { state }: Asked): Effect {
  const given = words.join(' ');
  if (given === 'clear') state.parameters = [];
  else if (given !== '') {
    const one = readParam(given);
    const others = state.parameters.filter(({ name }) => name !== one.name);
    state.parameters = [...others, one];
  }
  const said = state.parameters.map(({ name, value }) => `$${name} = ${value}`);
  return { text: said.join('\n') || 'no parameters' };
}
