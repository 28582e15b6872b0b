/** A journal that lost or changed something must not serve, and must say exactly what is missing. */
import { execFileSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  openSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Journal } from '../../src/wallet/journal.ts';
import { readMark } from '../../src/wallet/mark.ts';
import { acceptLoss } from '../../src/wallet/restore.ts';
import { IntegrityError, markPath, Wallet } from '../../src/wallet/wallet.ts';
import { checkWhole } from '../../src/wallet/whole-integrity.ts';
import { temporaryFolder } from '../support/ggr.ts';
import { TestWallet } from '../support/wallet.ts';

const SLOT = 4096;
let wallet: TestWallet;
let isOpen = true;

beforeEach(async () => {
  wallet = await TestWallet.start();
  isOpen = true;
  await wallet.openSession();
  await wallet.deposit(100_000n);
  for (let id = 1; id <= 9; id += 1) await bet(id);
});
afterEach(async () => {
  if (!isOpen) await wallet.open().catch(() => rmSync(wallet.folder, { recursive: true }));
  if (existsSync(wallet.folder)) await wallet.remove().catch(() => {});
});

const bet = (id: number) => wallet.send({ bet: 100, code: 's1', game: 1, id, type: 'bet' });
const stop = async () => {
  await wallet.close();
  isOpen = false;
};
/** Changes the file as no ggr would. */
const tamper = (statements: string) => {
  const db = new DatabaseSync(wallet.path);
  db.exec('drop trigger entries_are_never_changed; drop trigger entries_are_never_deleted');
  db.exec(statements);
  db.close();
};
const start = async () => {
  const opened = await Wallet.open({ path: wallet.path, warehouse: undefined, now: Date.now });
  await opened.close();
};
const faultsOfStart = async (warehouse?: { seq: bigint; hash: Buffer }): Promise<string[]> => {
  try {
    await (await Wallet.open({ path: wallet.path, warehouse, now: Date.now })).close();
    return [];
  } catch (error) {
    if (!(error instanceof IntegrityError)) throw error;
    return error.faults.map(({ code, message }) => `${code}: ${message}`);
  }
};

describe('the journal', () => {
  test('is whole after an ordinary stop', async () => {
    await stop();
    await start();
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
    await stop();
    tamper('delete from entries where seq > 7');
    expect(await faultsOfStart()).toEqual([
      'entries-missing: the journal ends with entry 7, but the mark stands at entry 10: entries 8 to 10 missing',
    ]);
  });

  test('with an entry removed from its middle is refused', async () => {
    await stop();
    tamper('delete from entries where seq = 5');
    expect(await faultsOfStart()).toEqual(['chain-broken: entry 5 of the journal is missing']);
  });

  test('with a changed entry is refused', async () => {
    await stop();
    tamper('update entries set amount = -1 where seq = 5');
    expect(await faultsOfStart()).toEqual([
      'chain-broken: entry 5 of the journal does not follow from the one before it: one of them was changed',
    ]);
  });

  test('with a changed balance is found by the whole check', async () => {
    await stop();
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
    await stop();
    for (const end of ['', '-wal', '-shm']) rmSync(`${wallet.path}${end}`, { force: true });
    expect(await faultsOfStart()).toEqual([
      'entries-missing: the journal ends with entry 0, but the mark stands at entry 10: entries 1 to 10 missing',
    ]);
  });

  test('with fewer or other entries than the warehouse has seen is refused', async () => {
    await stop();
    const other = Buffer.alloc(32, 1);
    expect(await faultsOfStart({ seq: 12n, hash: other })).toEqual([
      'entries-missing: the journal ends with entry 10, but the warehouse has seen entry 12: entries 11 to 12 missing',
    ]);
    expect(await faultsOfStart({ seq: 4n, hash: other })).toEqual([
      'chain-broken: entry 4 of the journal is not the one that the warehouse has seen',
    ]);
  });

  test('is written by one process at a time', async () => {
    await expect(
      Wallet.open({ path: wallet.path, warehouse: undefined, now: Date.now }),
    ).rejects.toThrow('held by another process');
  });

  test('refuses to change or delete an entry', async () => {
    await stop();
    const db = new DatabaseSync(wallet.path);
    expect(() => db.exec('update entries set amount = 0')).toThrow('never changed');
    expect(() => db.exec('delete from entries')).toThrow('never deleted');
    db.close();
  });

  test('serves again once its loss was accepted, and keeps a note of that', async () => {
    await stop();
    tamper(
      `delete from entries where seq > 7;
       update balances set balance = (select sum(amount) from entries)`,
    );
    const journal = Journal.open(wallet.path);
    acceptLoss(journal, 1n);
    journal.close();
    expect(await faultsOfStart()).toEqual([]);
    const db = new DatabaseSync(wallet.path);
    expect(db.prepare('select note from notes').all()).toEqual([
      { note: 'taken as it stands, with 7 entries; the mark stood at 10' },
    ]);
    db.close();
  });
});

describe('the mark', () => {
  const markFile = () => markPath(wallet.path);
  /** The slot that was written last. */
  const newest = () => {
    const mark = readMark(markFile());
    if (mark.kind !== 'mark') throw new Error('there is no mark');
    return mark.slot;
  };
  const tear = (slot: number) => {
    const file = openSync(markFile(), 'r+');
    writeSync(file, Buffer.from('ggr-mark 99 '), 0, 12, slot * SLOT);
  };

  test('with its newest slot torn is read from the one before, and the journal serves', async () => {
    await stop();
    tear(newest());
    expect(readMark(markFile())).toMatchObject({ kind: 'mark', point: { seq: 9n } });
    expect(await faultsOfStart()).toEqual([]);
    expect(readMark(markFile())).toMatchObject({ kind: 'mark', point: { seq: 10n } });
  });

  test('with both slots torn cannot vouch for the journal, which is refused', async () => {
    await stop();
    tear(0);
    tear(1);
    expect(await faultsOfStart()).toEqual([
      'mark-unreadable: the high-water mark cannot be read, so nobody can tell whether entries after 10 are lost',
    ]);
  });

  test('that is missing cannot vouch for the journal, which is refused', async () => {
    await stop();
    rmSync(markFile());
    expect(await faultsOfStart()).toEqual([
      'mark-missing: the high-water mark is missing, so nobody can tell whether entries after 10 are lost',
    ]);
  });

  test('that is missing beside an empty journal is made', async () => {
    const fresh = `${wallet.path}.fresh`;
    await (await Wallet.open({ path: fresh, warehouse: undefined, now: Date.now })).close();
    rmSync(markPath(fresh));
    await (await Wallet.open({ path: fresh, warehouse: undefined, now: Date.now })).close();
    expect(readMark(markPath(fresh))).toMatchObject({ kind: 'mark', point: { seq: 0n } });
  });

  test.each([0, SLOT])(
    'that was made and never written, of %i bytes, is as missing as none',
    async (length) => {
      const fresh = `${wallet.path}.fresh`;
      writeFileSync(markPath(fresh), Buffer.alloc(length));
      await (await Wallet.open({ path: fresh, warehouse: undefined, now: Date.now })).close();
      expect(readMark(markPath(fresh))).toMatchObject({ kind: 'mark', point: { seq: 0n } });
      await stop();
      writeFileSync(markFile(), Buffer.alloc(length));
      expect(await faultsOfStart()).toEqual([expect.stringMatching(/^mark-missing: /)]);
    },
  );

  test('that is old is brought up to the journal, which serves', async () => {
    const old = readFileSync(markFile());
    await bet(10);
    await bet(11);
    await stop();
    writeFileSync(markFile(), old);
    expect(await faultsOfStart()).toEqual([]);
    expect(readMark(markFile())).toMatchObject({ kind: 'mark', point: { seq: 12n } });
  });

  test('of another journal is refused', async () => {
    const other = await TestWallet.start();
    await other.openSession();
    await other.deposit(7n);
    await stop();
    copyFileSync(markPath(other.path), markFile());
    expect(await faultsOfStart()).toEqual([
      'chain-broken: entry 1 of the journal is not the one that the mark was set for',
    ]);
    await other.remove();
  });
});

test('a mark that comes to the disk in part only is a failed commit, and the next one goes to the same place', () => {
  const folder = temporaryFolder();
  const path = join(folder, 'wallet.sqlite.mark');
  const module = new URL('../../src/wallet/mark.ts', import.meta.url).href;
  const script = `import { Mark } from '${module}';
    const hash = Buffer.alloc(32);
    const mark = Mark.open('${path}', { seq: 1n, hash });
    const said = [2n, 3n].map((seq) => { try { mark.advance({ seq, hash }); return 'done'; } catch (e) { return e.message; } });
    console.log(JSON.stringify(said));`;
  // files of at most 5 KiB: a quarter of the second slot
  const limited = [
    '-c',
    'ulimit -f 5; exec "$0" --input-type=module -e "$1"',
    process.execPath,
    script,
  ];
  const says: string[] = JSON.parse(execFileSync('bash', limited, { encoding: 'utf8' }));
  const failed = expect.stringContaining('1024 of 4096 bytes');
  expect(says).toEqual([failed, failed]);
});
