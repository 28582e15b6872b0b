/** Completion scripts: every word of the program, by the command before it. */
import type { Command } from 'commander';
import type { Catalogue } from '../../contract/stream.ts';

export const SHELLS = ['bash', 'zsh', 'fish'] as const;

interface Words {
  /** "rejects list"; empty for ggr alone. */
  readonly path: string;
  readonly commands: readonly { readonly name: string; readonly about: string }[];
  readonly options: readonly { readonly flag: string; readonly about: string }[];
  /** What may stand as an argument, where that is a closed list. */
  readonly values: readonly string[];
}

/** A script that the shell reads once, when it starts. */
export function completionScript(
  shell: (typeof SHELLS)[number],
  ggr: Command,
  catalogue: Catalogue,
): string {
  const words = wordsOf(ggr, '', catalogue);
  return { bash, zsh, fish }[shell](words);
}

function wordsOf(command: Command, path: string, catalogue: Catalogue): Words[] {
  const inherited = path === '' ? [] : (command.parent?.options ?? []).filter(isGlobal);
  const options = [...command.options, ...inherited].flatMap(({ long, description }) =>
    long ? [{ flag: long, about: description }] : [],
  );
  const commands = command.commands.map((each) => ({
    name: each.name(),
    about: each.description(),
  }));
  // what a group does without a command takes words of its own
  const fallback = command.commands.find((each) => DEFAULTS.has(each.name()));
  const more = fallback ? wordsOf(fallback, path, catalogue)[0] : undefined;
  const own = {
    path,
    commands,
    options: uniqueFlags([...options, ...(more?.options ?? [])]),
    values: more?.values ?? valuesOf(command, catalogue),
  };
  const below = command.commands.flatMap((each) =>
    wordsOf(each, path === '' ? each.name() : `${path} ${each.name()}`, catalogue),
  );
  return [own, ...below];
}

/** What `ggr rejects` and `ggr reconcile` do without a command of theirs. */
const DEFAULTS: ReadonlySet<string> = new Set(['list', 'compare']);

const uniqueFlags = (options: Words['options']) => [
  ...new Map(options.map((option) => [option.flag, option])).values(),
];

const isGlobal = ({ long }: { readonly long?: string | null | undefined }) =>
  long === '--quiet' || long === '--verbose';

function valuesOf({ registeredArguments }: Command, { vendors, streams }: Catalogue): string[] {
  const [first] = registeredArguments;
  if (first?.argChoices) return [...first.argChoices];
  if (first?.name() === 'vendor') return vendors.map(({ name }) => name);
  return first?.name() === 'source' ? [...vendors, ...streams].map(({ name }) => name) : [];
}

const allOf = ({ commands, options, values }: Words) => [
  ...commands.map(({ name }) => name),
  ...values,
  ...options.map(({ flag }) => flag),
];

/** The longest path that what was typed begins with decides. */
function bash(words: readonly Words[]): string {
  const cases = words.map((each) => `    '${each.path}') echo '${allOf(each).join(' ')}' ;;`);
  return `# ggr completion bash
_ggr_words() {
  case "$1" in
${cases.join('\n')}
  esac
}
_ggr() {
  local at=1 path='' longer words
  while [ "$at" -lt "$COMP_CWORD" ]; do
    longer="\${path:+$path }\${COMP_WORDS[at]}"
    if [ -n "$(_ggr_words "$longer")" ]; then path="$longer"; fi
    at=$((at + 1))
  done
  words="$(_ggr_words "$path")"
  COMPREPLY=()
  while IFS= read -r word; do COMPREPLY+=("$word"); done < <(compgen -W "$words" -- "\${COMP_WORDS[COMP_CWORD]}")
}
complete -o default -F _ggr ggr`;
}

function zsh(words: readonly Words[]): string {
  const cases = words.map(({ path, commands, options, values }) => {
    const told = [
      ...commands.map(({ name, about }) => [name, about]),
      ...values.map((value) => [value, '']),
      ...options.map(({ flag, about }) => [flag, about]),
    ];
    return `    '${path}') told=(${told.map(([name = '', about = '']) => quoted(`${name}:${about}`)).join(' ')}) ;;`;
  });
  return `#compdef ggr
# ggr completion zsh
_ggr_told() {
  told=()
  case "$1" in
${cases.join('\n')}
  esac
}
_ggr() {
  local -a told
  local at=2 way='' longer
  while (( at < CURRENT )); do
    longer="\${way:+$way }\${words[at]}"
    _ggr_told "$longer"
    if (( \${#told} )); then way="$longer"; fi
    (( at += 1 ))
  done
  _ggr_told "$way"
  _describe ggr told || _files
}
if [ "$funcstack[1]" = _ggr ]; then _ggr "$@"; else compdef _ggr ggr; fi`;
}

function fish(words: readonly Words[]): string {
  const lines = words.flatMap(({ path, commands, options, values }) => {
    const when = `-n "__ggr_at '${path}'"`;
    return [
      ...commands.map(
        ({ name, about }) => `complete -c ggr ${when} -f -a ${name} -d ${quoted(about)}`,
      ),
      ...(values.length === 0 ? [] : [`complete -c ggr ${when} -f -a ${quoted(values.join(' '))}`]),
      ...options.map(
        ({ flag, about }) => `complete -c ggr ${when} -l ${flag.slice(2)} -d ${quoted(about)}`,
      ),
    ];
  });
  const paths = words.map(({ path }) => path).filter(Boolean);
  return `# ggr completion fish
function __ggr_at
    set -l way ''
    for word in (commandline -opc)[2..-1]
        set -l longer (string trim -- "$way $word")
        if contains -- $longer ${paths.map(quoted).join(' ')}
            set way $longer
        end
    end
    test "$way" = "$argv[1]"
end
${lines.join('\n')}`;
}

/** In single quotes, as all three read them. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", '’')}'`;
}
