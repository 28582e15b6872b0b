/** Backups: made beside a daemon that answers bets, counted, put back, and proved by `wallet verify`. */
import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { type RunningDaemon, serve, until, WITHOUT_READERS } from '../support/daemon.ts';
import type { Place } from '../support/ggr.ts';
import { flip, placeIn } from '../support/rotting-journal.ts';
import { bet, gameServer, placeWithWallet, seat } from '../support/wallet-daemon.ts';

interface Made {
  readonly path: string;
  readonly tables: Readonly<Record<string, number>>;
  readonly wallet: { readonly entries: string; readonly shipped: string; readonly sums: string[] };
  readonly removed: readonly string[];
}

/** Bets one after the other until it is stopped; resolves with the ids that were answered. */
async function play(daemon: RunningDaemon, from: number) {
  const send = await gameServer(daemon);
  let isOver = false;
  let answered = 0;
  const played = (async () => {
    for (let id = from; !isOver; id += 1) {
      expect((await send(bet(id, { bet: 1 }))).body).toMatchObject({ result: 1 });
      answered += 1;
    }
  })();
  const stop = async () => {
    isOver = true;
    await played;
    return answered;
  };
  return { stop, answered: () => answered };
}

test('a backup under load holds store, journal and mark of one moment, and comes back whole', async () => {
  const where = placeWithWallet();
  const daemon = await serve(where, ...WITHOUT_READERS);
  await seat(daemon, 1_000_000);
  const game = await play(daemon, 1);
  await until(() => game.answered() > 50);
  const folder = join(where.folder, 'kept');
  const backup = ['backup', '--to', folder, '--keep', '2', '--json'];
  const first = await where.callJson<Made>(...backup);
  const between = game.answered();
  await until(() => game.answered() > between + 50);
  const second = await where.callJson<Made>(...backup);
  const third = await where.callJson<Made>(...backup);
  const answered = await game.stop();
  await daemon.end();

  expect(third.removed).toEqual([first.path]);
  expect(readdirSync(folder)).toHaveLength(2);
  const [entries, shipped] = [Number(second.wallet.entries), Number(second.wallet.shipped)];
  expect(entries).toBeGreaterThan(between);
  expect(entries).toBeLessThanOrEqual(answered + 1);
  expect(shipped).toBeLessThanOrEqual(entries);
  expect(second.tables['wallet.ledger']).toBe(shipped);
  expect(second.wallet.sums).toEqual([`EUR ${entries} ${1_000_000 - (entries - 1)}`]);
  expect(statSync(join(second.path, 'wallet.sqlite')).mode & 0o077).toBe(0);

  const older = await where.call('restore', '--from', second.path);
  expect(older.code).toBe(2);
  expect(older.stderr).toContain(`the backup ${entries} and 1`);
  const tokens = ['token', 'sql-token'].map((name) => `${where.store}.${name}`);
  const before = tokens.map((path) => readFileSync(path, 'utf8'));
  const back = await where.call('restore', '--from', second.path, '--yes');
  expect(back).toMatchObject({ code: 0 });
  expect(tokens.map((path) => readFileSync(path, 'utf8'))).toEqual(before);
  const [kept = ''] = readdirSync(where.folder).filter((name) => name.startsWith('before-'));
  expect(existsSync(join(where.folder, kept, 'wallet.sqlite.mark'))).toBe(true);
  const verified = await where.call('wallet', 'verify');
  expect(verified).toMatchObject({ code: 0 });
  expect(verified.stdout).toContain(`journal: ${entries} entries; warehouse: ${shipped} of them`);

  const again = await serve(where, ...WITHOUT_READERS);
  const more = await play(again, entries); // ids of bets are seq - 1: the first is new to the backup
  await until(() => more.answered() > 5);
  await more.stop();
  await again.end();
  expect((await where.call('wallet', 'verify')).code).toBe(0);
});

test('the timetable makes one where a folder is set, and says so', async () => {
  const where = placeWithWallet({ GGR_BACKUP_DIR: 'nightly', GGR_BACKUP_AT: '* * * * * *' });
  const daemon = await serve(where, ...WITHOUT_READERS);
  await daemon.said('a backup was made');
  const { parts } = (await daemon.call('/status.json')).json<{
    parts: { backup: { last: { path: string }; error: null } };
  }>();
  await daemon.end();
  expect(parts.backup.error).toBeNull();
  expect(parts.backup.last.path).toContain(join(where.folder, 'nightly', 'ggr-'));
});

test('without a daemon one is made and put back elsewhere; a damaged one is refused', async () => {
  const where = placeWithWallet();
  await where.call('wallet', 'deposit', 'p1', 'EUR', '500', '--key', 'a');
  await where.call('wallet', 'block', 'p2');
  const made = await where.callJson<Made>('backup', '--json');
  expect(made.path).toContain(join(where.folder, 'backups'));
  expect(existsSync(`${where.store}.exports`)).toBe(false);

  const there = placeWithWallet();
  rmSync(there.store);
  expect(await there.call('restore', '--from', made.path)).toMatchObject({ code: 0 });
  expect(await there.call('wallet', 'verify')).toMatchObject({ code: 0 });
  const balances = await there.callJson('wallet', 'balance', 'p2', '--json');
  expect(balances).toMatchObject({ blocked: true });
  expect(await there.query('select count(*)::int as n from wallet.ledger')).toEqual([{ n: 1 }]);

  const damaged = join(where.folder, 'damaged');
  cpSync(made.path, damaged, { recursive: true });
  flip(join(damaged, 'wallet.sqlite'), placeIn(join(damaged, 'wallet.sqlite'), 'entries'));
  const refused = await there.call('restore', '--from', damaged);
  expect(refused.code).toBe(5);
  expect(refused.stderr).toContain('is not whole');
  expect((await there.call('wallet', 'verify')).code).toBe(0);
  const none = await there.call('restore', '--from', where.folder);
  expect(none.code).toBe(2);
  expect(none.stderr).toContain('is no backup of ggr');
  expect(readFileSync(join(made.path, 'backup.json'), 'utf8')).not.toContain('p1');
});

/** `ggr restore`, killed at the moment in which it would give a file that name. */
function restoreKilledBefore(name: string, where: Place, from: string): NodeJS.Signals | null {
  const dying = join(where.folder, 'dying.mjs');
  writeFileSync(
    dying,
    `import fs from 'node:fs';
     import { syncBuiltinESMExports } from 'node:module';
     const { renameSync } = fs;
     fs.renameSync = (from, to) => {
       if (to === ${JSON.stringify(join(where.folder, name))}) process.kill(process.pid, 'SIGKILL');
       renameSync(from, to);
     };
     syncBuiltinESMExports();`,
  );
  const main = resolve(import.meta.dirname, '../../src/cli/main.ts');
  const argv = ['--import', dying, main, 'restore', '--from', from, '--yes'];
  return spawnSync(process.execPath, argv, { cwd: where.folder, env: where.env }).signal;
}

test('a restore that is killed between its moves leaves no start an empty store or journal, and is run again', async () => {
  const where = placeWithWallet();
  await where.call('wallet', 'deposit', 'p1', 'EUR', '500', '--key', 'a');
  const { path } = await where.callJson<Made>('backup', '--json');
  for (const name of ['ggr.duckdb', 'wallet.sqlite']) {
    expect(restoreKilledBefore(name, where, path)).toBe('SIGKILL');
    expect(existsSync(join(where.folder, name))).toBe(false);
    const stands = readdirSync(where.folder).sort();
    for (const line of ['publish', 'wallet deposit p1 EUR 1 --key b', 'wallet restore']) {
      const refused = await where.call(...line.split(' '));
      expect([line, refused.code]).not.toEqual([line, 0]);
      expect(refused.stderr).toContain('was not finished');
      expect(refused.stderr).toContain(`ggr restore --from ${path}`);
    }
    expect(readdirSync(where.folder).filter((file) => !stands.includes(file))).toEqual([]);
  }
  expect(await where.call('restore', '--from', path, '--yes')).toMatchObject({ code: 0 });
  expect(readdirSync(where.folder).filter((name) => name.includes('restoring'))).toEqual([]);
  expect(await where.call('wallet', 'verify')).toMatchObject({ code: 0 });
  expect(await where.query('select count(*)::int as n from wallet.ledger')).toEqual([{ n: 1 }]);
});
