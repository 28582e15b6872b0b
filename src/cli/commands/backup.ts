/** `ggr backup` and `ggr restore`: a verified copy of store, journal and mark, and the way back. */
import { rmdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { checkKeep } from '../../config/backup.ts';
import { EXIT, type ExitCode, UsageError } from '../../contract/errors.ts';
import { makeBackup } from '../../serve/backup.ts';
import { askHolder } from '../../serve/holder.ts';
import { findNewer, putBack } from '../../serve/restore-backup.ts';
import type { Session } from '../../serve/session.ts';
import { type AddCommand, JSON_OPTION, type Sent } from '../session/command-line.ts';
import { withStore } from '../session/session.ts';
import { tell, toDocument } from '../session/terminal.ts';

interface BackupOptions {
  readonly to?: string;
  readonly keep?: string;
  readonly json: boolean;
}

interface RestoreOptions {
  readonly from: string;
  readonly yes: boolean;
  readonly json: boolean;
}

export const addBackup: AddCommand = (ggr, { runOnStore, runHere }) => {
  ggr
    .command('backup')
    .description('a verified copy of store, journal and mark, beside a daemon or without one')
    .option('--to <folder>', 'where backups stand; GGR_BACKUP_DIR, or backups beside the store')
    .option('--keep <number>', 'how many are left there; GGR_BACKUP_KEEP, 7')
    .option(...JSON_OPTION)
    .action((options) => runOnStore((session) => backup(session, options), asSent(options)));
  ggr
    .command('restore')
    .description('put a backup back where nothing runs; what was there is kept aside')
    .requiredOption('--from <backup>', 'the folder of one backup')
    .option('--yes', 'though what is there now is newer', false)
    .option(...JSON_OPTION)
    .action((options) => runHere((session) => restore(session, options), 'store'));
};

/** A daemon works in another folder than the one where the line is typed. */
function asSent({ to, keep, json }: BackupOptions): Sent {
  const args = [
    'backup',
    ...(to === undefined ? [] : ['--to', resolve(to)]),
    ...(keep === undefined ? [] : ['--keep', keep]),
    ...(json ? ['--json'] : []),
  ];
  return { args };
}

/** Makes one and tells what it holds. */
async function backup(session: Session, { to, keep, json }: BackupOptions): Promise<ExitCode> {
  const { config, catalogue, terminal, now, signal, host } = session;
  const wrong = keep === undefined ? undefined : checkKeep(keep);
  if (wrong) throw new UsageError(`--keep ${wrong}`);
  const made = await withStore(session, 'backup', (warehouse) =>
    makeBackup(warehouse, {
      folder: to === undefined ? config.backup.folder : resolve(to),
      keep: keep === undefined ? config.backup.keep : Number(keep),
      catalogue,
      now,
      signal,
    }),
  );
  if (!host) removeIfEmpty(`${config.warehouse}.exports`);
  const { path, manifest, removed } = made;
  if (json) {
    terminal.out(toDocument({ path, ...manifest, removed }));
    return EXIT.done;
  }
  const rows = Object.values(manifest.tables).reduce((sum, n) => sum + n, 0);
  const { wallet } = manifest;
  if (!terminal.isQuiet) terminal.out(path);
  tell(
    terminal,
    `counted there: ${rows} rows of ${Object.keys(manifest.tables).length} tables; ` +
      (wallet ? `${wallet.entries} entries of the wallet` : 'there is no wallet'),
  );
  if (removed.length > 0) tell(terminal, `${removed.length} older ones were removed`);
  return EXIT.done;
}

function removeIfEmpty(folder: string): void {
  try {
    rmdirSync(folder);
  } catch {
    // a daemon of this moment uses it, or it was never made
  }
}

/** Puts one back. Throws UsageError where a daemon runs, or where what is there is newer and nobody said yes. */
async function restore(session: Session, options: RestoreOptions): Promise<ExitCode> {
  const { config, terminal, now, signal } = session;
  const { daemon } = await askHolder(config);
  if (daemon) {
    throw new UsageError(`the daemon (process ${daemon.pid}) has the store`, {
      hint: 'stop `ggr serve`, restore, and start it again',
    });
  }
  const request = { from: resolve(options.from), store: config.warehouse, now: now(), signal };
  const newer = await findNewer(request);
  if (newer.length > 0 && !options.yes) {
    throw new UsageError(`the backup is older than what is there: ${newer.join('; ')}`, {
      hint: 'with --yes it is put back all the same; what is there is kept aside',
    });
  }
  const { manifest, kept } = await putBack(request);
  if (options.json) {
    terminal.out(toDocument({ restored: manifest, newer, kept: kept ?? null }));
    return EXIT.done;
  }
  terminal.out(`the backup of ${manifest.made_at} stands at ${config.warehouse}`);
  if (kept) terminal.note(`what was there is kept in ${kept}`);
  terminal.note('`ggr wallet verify` proves the wallet, `ggr status` says what is due since');
  return EXIT.done;
}
