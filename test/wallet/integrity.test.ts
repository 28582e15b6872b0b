/** A journal that lost or changed something must not serve, and must say exactly what is missing. */
import { copyFileSync, existsSync, readFileSync, rmSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Journal } from '../../src/wallet/journal.ts';
import { readMark } from '../../src/wallet/mark.ts';
import { acceptLoss } from '../../src/wallet/restore.ts';
import { markPath, Wallet } from '../../src/wallet/wallet.ts';
import { checkWhole } from '../../src/wallet/whole-integrity.ts';
import { faultsOfStart, startTenEntries } from '../support/ten-entries.ts';
import type { TestWallet } from '../support/wallet.ts';

let wallet: TestWallet;
beforeEach(async () => {
  wallet = await startTenEntries();
});
afterEach(() => wallet.discard());

/** Changes the file as no ggr would. */
const tamper = (statements: string) => {
  const db = new DatabaseSync(wallet.path);
  db.exec('drop trigger entries_are_never_changed; drop trigger entries_are_never_deleted');
  db.exec(statements);
  db.close();
};

describe('the journal', () => {
  test('is whole after an ordinary stop', async () => {
    await wallet.close();
    expect(await faultsOfStart(wallet)).toEqual([]);
    const journal = Journal.openReadOnly(wallet.path);
    const mark = readMark(markPath(wallet.path));
    expect(checkWhole({ journal, mark, warehouse: undefined, shipped: 0n })).toEqual([]);
    expect(mark).toMatchObject({ kind: 'mark', point: { seq: 10n } });
    journal.close();
  });

  test('with a cut write-ahead log is refused, and the missing entries are named', async () => {
    // what a power cut on a disk that lies about flushes leaves: the log without its end
    copyFileSync(wallet.path, `${wallet.path}.kept`);
    copyFileSync(`${wallet.path}-wal`, `${wallet.path}.kept-wal`);
    copyFileSync(markPath(wallet.path), `${wallet.path}.kept.mark`);
    const size = readFileSync(`${wallet.path}.kept-wal`).length;
    truncateSync(`${wallet.path}.kept-wal`, size - 5000);
    await expect(
      Wallet.open({ path: `${wallet.path}.kept`, warehouse: undefined, now: Date.now }),
    ).rejects.toThrow(
      'the journal ends with entry 9, but the mark stands at entry 10: entry 10 missing',
    );
  });

  test('with entries removed from its end is refused', async () => {
    await wallet.close();
    tamper('delete from entries where seq > 7');
    expect(await faultsOfStart(wallet)).toEqual([
      'entries-missing: the journal ends with entry 7, but the mark stands at entry 10: entries 8 to 10 missing',
    ]);
  });

  test('with an entry removed from its middle is refused', async () => {
    await wallet.close();
    tamper('delete from entries where seq = 5');
    expect(await faultsOfStart(wallet)).toEqual([
      'chain-broken: entry 5 of the journal is missing',
    ]);
  });

  test('with a changed entry is refused', async () => {
    await wallet.close();
    tamper('update entries set amount = -1 where seq = 5');
    expect(await faultsOfStart(wallet)).toEqual([
      'chain-broken: entry 5 of the journal does not follow from the one before it: one of them was changed',
    ]);
  });

  test('with a changed balance is found by the whole check', async () => {
    await wallet.close();
    tamper('update balances set balance = balance + 1');
    const journal = Journal.openReadOnly(wallet.path);
    const mark = readMark(markPath(wallet.path));
    expect(checkWhole({ journal, mark, warehouse: undefined, shipped: 0n })).toMatchObject([
      { code: 'balance-differs', message: expect.not.stringContaining('p1') },
      { code: 'row-differs', message: expect.not.stringContaining('p1') },
    ]);
    journal.close();
  });

  test('is made with the folder it stands in', async () => {
    const path = join(wallet.folder, 'not', 'there', 'wallet.sqlite');
    await (await Wallet.open({ path, warehouse: undefined, now: Date.now })).close();
    expect(existsSync(path)).toBe(true);
  });

  test('that is gone while its mark is there is refused', async () => {
    await wallet.close();
    for (const end of ['', '-wal', '-shm']) rmSync(`${wallet.path}${end}`, { force: true });
    expect(await faultsOfStart(wallet)).toEqual([
      'entries-missing: the journal ends with entry 0, but the mark stands at entry 10: entries 1 to 10 missing',
    ]);
  });

  test('with fewer or other entries than the warehouse has seen is refused', async () => {
    await wallet.close();
    const other = Buffer.alloc(32, 1);
    expect(await faultsOfStart(wallet, { seq: 12n, hash: other })).toEqual([
      'entries-missing: the journal ends with entry 10, but the warehouse has seen entry 12: entries 11 to 12 missing',
    ]);
    expect(await faultsOfStart(wallet, { seq: 4n, hash: other })).toEqual([
      'chain-broken: entry 4 of the journal is not the one that the warehouse has seen',
    ]);
  });

  test('is written by one process at a time', async () => {
    await expect(
      Wallet.open({ path: wallet.path, warehouse: undefined, now: Date.now }),
    ).rejects.toThrow('held by another process');
  });

  test('refuses to change or delete an entry', async () => {
    await wallet.close();
    const db = new DatabaseSync(wallet.path);
    expect(() => db.exec('update entries set amount = 0')).toThrow('never changed');
    expect(() => db.exec('delete from entries')).toThrow('never deleted');
    db.close();
  });

  test('serves again once its loss was accepted, and keeps a note of that', async () => {
    await wallet.close();
    tamper(
      `delete from entries where seq > 7;
       update balances set balance = (select sum(amount) from entries)`,
    );
    const journal = Journal.open(wallet.path);
    acceptLoss(journal, 1n);
    journal.close();
    expect(await faultsOfStart(wallet)).toEqual([]);
    const db = new DatabaseSync(wallet.path);
    expect(db.prepare('select note from notes').all()).toEqual([
      { note: 'taken as it stands, with 7 entries; the mark stood at 10' },
    ]);
    db.close();
  });
});
