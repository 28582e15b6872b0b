/** What `ggr serve` does: supervises its parts until SIGTERM or Ctrl-C. It must never load an engine. */
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { EXIT, type ExitCode, PartError, UsageError } from '../../contract/errors.ts';
import { exposuresOf } from '../../serve/exposures.ts';
import { openLog } from '../../serve/log.ts';
import type { PartName } from '../../serve/part-messages.ts';
import type { Session } from '../../serve/session.ts';
import { isPartFailure, Supervisor } from '../../serve/supervisor.ts';
import { type TokenName, tokenPath } from '../../serve/token.ts';
import { toDocument } from '../session/terminal.ts';

export interface ServeOptions {
  readonly json: boolean;
  /** All where none is named. */
  readonly parts: readonly PartName[];
}

const fileOf = (name: PartName) =>
  fileURLToPath(new URL(`../parts/${name}${extname(import.meta.url)}`, import.meta.url));

/** The file of each part's process. */
const ENTRIES: Readonly<Partial<Record<PartName, string>>> = {
  warehouse: fileOf('warehouse'),
  wallet: fileOf('wallet'),
  readers: fileOf('readers'),
};

export async function serve(session: Session, { json, parts }: ServeOptions): Promise<ExitCode> {
  const { config, terminal, now, signal } = session;
  const log = openLog(config.serve.logLevel);
  for (const { says, mend } of exposuresOf(config)) log.warn({ hint: mend }, says);
  for (const { says } of config.accountProblems)
    log.warn({ left_out: says }, 'an account is left out');
  const entries = entriesOf(parts);
  const supervisor = await Supervisor.start({ config, log, now, entries }).catch((error) => {
    throw isPartFailure(error) ? new PartError(error) : error;
  });
  process.once('exit', () => supervisor.killAll());
  if (json) terminal.out(toDocument(announce(session, supervisor)));
  else sayWhere(session, supervisor);
  const asked = Promise.withResolvers<void>();
  signal.addEventListener('abort', () => asked.resolve(), { once: true });
  if (signal.aborted) asked.resolve();
  await asked.promise;
  await supervisor.stop();
  return EXIT.done;
}

function entriesOf(parts: readonly PartName[]): Partial<Record<PartName, string>> {
  if (parts.length === 0) return ENTRIES;
  const chosen = parts.map((part) => {
    const entry = ENTRIES[part];
    if (entry === undefined) throw new UsageError(`this ggr has no process for ${part}`);
    return [part, entry] as const;
  });
  return Object.fromEntries(chosen);
}

/** Where the tokens stand that nobody has set. */
function tokenFiles({ config: { serve, warehouse } }: Session) {
  const kept = (set: string | undefined, name: TokenName) =>
    set === undefined ? tokenPath(warehouse, name) : null;
  return { token_file: kept(serve.apiToken, 'api'), sql_token_file: kept(serve.sqlToken, 'sql') };
}

function announce(session: Session, { address, walletPort }: Supervisor): object {
  const { warehouse } = session.config;
  const wallet_port = walletPort ?? null;
  const { pid } = process;
  return { address, wallet_port, pid, warehouse, ...tokenFiles(session) };
}

function sayWhere(session: Session, { address, walletPort }: Supervisor): void {
  const { config, terminal } = session;
  const { token_file, sql_token_file } = tokenFiles(session);
  terminal.note(`ggr serves ${config.warehouse} on ${address}; Ctrl-C or SIGTERM ends it`);
  if (token_file) terminal.note(`its token stands in ${token_file}`);
  if (sql_token_file) terminal.note(`one that only reads stands in ${sql_token_file}`);
  if (walletPort !== undefined) {
    terminal.note(`game servers call POST /wallet/<GGR_WALLET_TOKEN> on port ${walletPort}`);
  }
  if (config.accounts.length === 0) terminal.note('no vendor is configured: nothing is pulled');
}
