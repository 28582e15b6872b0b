/** The mark beside a journal: how it is written, and that a journal it cannot vouch for does not serve. */
import { execFileSync } from 'node:child_process';
import { copyFileSync, openSync, readFileSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readMark } from '../../src/wallet/mark.ts';
import { markPath, Wallet } from '../../src/wallet/wallet.ts';
import { temporaryFolder } from '../support/ggr.ts';
import { betOn, faultsOfStart, startTenEntries } from '../support/ten-entries.ts';
import { TestWallet } from '../support/wallet.ts';

const SLOT = 4096;
let wallet: TestWallet;
beforeEach(async () => {
  wallet = await startTenEntries();
});
afterEach(() => wallet.discard());

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
    await wallet.close();
    tear(newest());
    expect(readMark(markFile())).toMatchObject({ kind: 'mark', point: { seq: 9n } });
    expect(await faultsOfStart(wallet)).toEqual([]);
    expect(readMark(markFile())).toMatchObject({ kind: 'mark', point: { seq: 10n } });
  });

  test('with both slots torn cannot vouch for the journal, which is refused', async () => {
    await wallet.close();
    tear(0);
    tear(1);
    expect(await faultsOfStart(wallet)).toEqual([
      'mark-unreadable: the high-water mark cannot be read, so nobody can tell whether entries after 10 are lost',
    ]);
  });

  test('that is missing cannot vouch for the journal, which is refused', async () => {
    await wallet.close();
    rmSync(markFile());
    expect(await faultsOfStart(wallet)).toEqual([
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
      await wallet.close();
      writeFileSync(markFile(), Buffer.alloc(length));
      expect(await faultsOfStart(wallet)).toEqual([expect.stringMatching(/^mark-missing: /)]);
    },
  );

  test('that is old is brought up to the journal, which serves', async () => {
    const old = readFileSync(markFile());
    await betOn(wallet, 10);
    await betOn(wallet, 11);
    await wallet.close();
    writeFileSync(markFile(), old);
    expect(await faultsOfStart(wallet)).toEqual([]);
    expect(readMark(markFile())).toMatchObject({ kind: 'mark', point: { seq: 12n } });
  });

  test('of another journal is refused', async () => {
    const other = await TestWallet.start();
    await other.openSession();
    await other.deposit(7n);
    await wallet.close();
    copyFileSync(markPath(other.path), markFile());
    expect(await faultsOfStart(wallet)).toEqual([
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
