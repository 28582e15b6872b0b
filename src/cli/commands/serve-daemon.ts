/** What `ggr serve` does: the daemon, until SIGTERM or Ctrl-C. */
import { EXIT, type ExitCode } from '../../contract/errors.ts';
import { BackupPart } from '../../serve/backup-part.ts';
import type { RunCommand } from '../../serve/command-routes.ts';
import { startDaemon } from '../../serve/daemon.ts';
import { exposuresOf } from '../../serve/exposures.ts';
import { openLog } from '../../serve/log.ts';
import { PublishPart } from '../../serve/publish-part.ts';
import type { Session } from '../../serve/session.ts';
import { type TokenName, tokenPath } from '../../serve/token.ts';
import { WalletPart } from '../../serve/wallet-part.ts';
import { toDocument } from '../session/terminal.ts';

export interface ServeOptions {
  readonly json: boolean;
}

/** Runs the daemon; `runCommand` is how it runs the command lines of its clients. */
export async function serve(
  session: Session,
  { json }: ServeOptions,
  runCommand: RunCommand,
): Promise<ExitCode> {
  const { config, catalogue, terminal, now, signal, user } = session;
  const log = openLog(config.serve.logLevel);
  for (const { says, mend } of exposuresOf(config)) log.warn({ hint: mend }, says);
  const broken = Promise.withResolvers<ExitCode>();
  const end = () => broken.resolve(EXIT.unexpected);
  const wallet = new WalletPart(config.wallet, log, end);
  const shipBefore = () => wallet.beforeRead();
  const snapshots = new PublishPart({ dir: config.publishDir, catalogue, now, log, shipBefore });
  const backups = new BackupPart({ settings: config.backup, catalogue, log, now });
  const daemon = await startDaemon({
    session: { config, catalogue, now, user },
    parts: [wallet, snapshots, backups],
    desk: wallet.desk,
    runCommand,
    log,
    // Without game servers to answer, a daemon is of no use without its store: whoever supervises it
    // starts it again. With them it goes on answering, and ships what it took after the next start.
    onStoreFatal: () => (config.wallet.token === undefined ? end() : undefined),
  });
  const kept = (set: string | undefined, name: TokenName) =>
    set === undefined ? tokenPath(config.warehouse, name) : null;
  const token_file = kept(config.serve.apiToken, 'api');
  const sql_token_file = kept(config.serve.sqlToken, 'sql');
  if (json) {
    const { warehouse } = config;
    const { address } = daemon;
    const wallet_port = wallet.port ?? null;
    const { pid } = process;
    terminal.out(toDocument({ address, wallet_port, pid, warehouse, token_file, sql_token_file }));
  } else {
    terminal.note(`ggr serves ${config.warehouse} on ${daemon.address}; Ctrl-C or SIGTERM ends it`);
    if (token_file) terminal.note(`its token stands in ${token_file}`);
    if (sql_token_file) terminal.note(`one that only reads stands in ${sql_token_file}`);
    if (wallet.port !== undefined) {
      terminal.note(`game servers call POST /wallet/<GGR_WALLET_TOKEN> on port ${wallet.port}`);
    }
    if (config.accounts.length === 0) terminal.note('no vendor is configured: nothing is pulled');
  }
  const asked = Promise.withResolvers<ExitCode>();
  signal.addEventListener('abort', () => asked.resolve(EXIT.done), { once: true });
  if (signal.aborted) asked.resolve(EXIT.done);
  const exitCode = await Promise.race([asked.promise, broken.promise]);
  await daemon.stop();
  return exitCode;
}
