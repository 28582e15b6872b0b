/** `ggr config`: what is set and from where; secrets are masked. */

import type { ConfigEntry } from '../../config/reader.ts';
import { EXIT, type ExitCode } from '../../contract/errors.ts';
import { MASK, withoutSecrets } from '../../contract/secrets.ts';
import type { Session } from '../../serve/session.ts';
import { columnsOf } from '../../serve/table.ts';
import { type AddCommand, JSON_OPTION } from '../session/command-line.ts';
import { show, toDocument } from '../session/terminal.ts';

export const addConfig: AddCommand = (ggr, { runHere }) => {
  ggr
    .command('config')
    .description('what is set and from where')
    .option(...JSON_OPTION)
    .action((options) => runHere((session) => showConfig(session, options)));
};

export function showConfig({ config, terminal }: Session, { json }: { json: boolean }): ExitCode {
  const exitCode = config.problems.length > 0 ? EXIT.usage : EXIT.done;
  const settings = config.entries.map((entry) => ({
    name: entry.name,
    value: shown(entry),
    origin: entry.origin,
    about: entry.about,
  }));
  if (json) {
    terminal.out(
      toDocument({
        settings,
        accounts: config.accounts.map((a) => a.name),
        unknown: config.unknown,
        problems: config.problems,
      }),
    );
    return exitCode;
  }
  const rows = settings.map((s) => [s.name, s.value, s.origin, s.about]);
  const columns = columnsOf(['name', 'value', 'origin', 'about'], { about: 'wrapped' });
  show(terminal, { columns, rows, isShort: true });
  for (const name of config.unknown)
    terminal.note(`${name} is set, but this ggr knows no such setting`);
  if (config.accounts.length === 0)
    terminal.note('no vendor is configured: .env.example and ggr.config.example.yaml explain how');
  for (const problem of config.problems) terminal.note(`ggr: ${problem}`);
  return exitCode;
}

function shown({ value, secret }: ConfigEntry): string | null {
  if (value === undefined) return null;
  // the same secret may stand in another setting, such as the path of an address
  return secret ? MASK : withoutSecrets(withoutCredentials(value));
}

/** An address may carry a password or a signature; neither is shown. */
function withoutCredentials(value: string): string {
  const url = /^https?:/.test(value) ? URL.parse(value) : null;
  if (!url || !(url.password || url.username || url.search)) return value;
  return `${url.origin}${url.pathname} (the rest is masked)`;
}
