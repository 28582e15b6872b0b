/** Every name that ggr writes to, with a link planted there first: refused or replaced, and never followed. */
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { catalogue, vendors } from '../../src/catalogue.ts';
import { loadConfig } from '../../src/config/config.ts';
import { GgrError } from '../../src/contract/errors.ts';
import { openGates } from '../../src/extract/gates.ts';
import { gatesPath } from '../../src/extract/open-net.ts';
import { Warehouse } from '../../src/load/warehouse.ts';
import { lockDown } from '../../src/serve/store-keeper.ts';
import { keepTokens } from '../../src/serve/token.ts';
import { CHAIN_START } from '../../src/wallet/entries.ts';
import { journalPath, Wallet } from '../../src/wallet/wallet.ts';
import { type Place, placeWithStore } from '../support/ggr.ts';

type Write = (where: Place) => Promise<string>;

const openStore: Write = async ({ store }) => {
  const options = { path: store, catalogue, command: 'sync', now: Date.now };
  await (await Warehouse.open(options)).close();
  return 'done';
};
const openWallet: Write = async ({ store }) => {
  const options = { path: journalPath(store), warehouse: CHAIN_START, now: Date.now };
  await (await Wallet.open(options)).close();
  return 'done';
};
const makeTokens: Write = async ({ env, folder }) => {
  keepTokens(loadConfig(vendors, { env, folder }));
  return 'done';
};
const shutGate: Write = async ({ store }) => {
  openGates(gatesPath(store), Date.now).shut('wm', 1000);
  return 'done';
};
const writeOut: Write = async (where) => {
  const out = join(where.folder, 'out.csv');
  const { code, stderr } = await where.call('query', 'select 1', '--format', 'csv', '--out', out);
  return code === 0 ? 'done' : stderr;
};
const openExports: Write = async ({ store }) => {
  const options = { path: store, catalogue, command: 'serve', now: Date.now };
  const warehouse = await Warehouse.open(options);
  await (await lockDown(warehouse, `${store}.exports`, `${store}.published`)).close();
  return 'done';
};

const STORE = 'ggr.duckdb';
const NAMES: readonly (readonly [name: string, write: Write])[] = [
  [STORE, openStore],
  [`${STORE}.wal`, openStore],
  [`${STORE}.tmp`, openStore],
  [`${STORE}.lock`, openStore],
  ['wallet.sqlite', openWallet],
  ['wallet.sqlite-wal', openWallet],
  ['wallet.sqlite-shm', openWallet],
  ['wallet.sqlite-journal', openWallet],
  ['wallet.sqlite.lock', openWallet],
  ['wallet.sqlite.lock-journal', openWallet],
  ['wallet.sqlite.mark', openWallet],
  [`${STORE}.token`, makeTokens],
  [`${STORE}.sql-token`, makeTokens],
  [`${STORE}.gates.json`, shutGate],
  [`${STORE}.exports`, openExports],
  ['out.csv', writeOut],
];

const MAY_BE_GONE = { throwIfNoEntry: false } as const;
const PRECIOUS = 'what somebody else keeps, of more than sixteen characters';

/** What a link leads to, and how to see that it was left alone. */
const TARGETS = {
  'a file': (path: string) => {
    writeFileSync(path, PRECIOUS, { mode: 0o644 });
    return () =>
      expect([readFileSync(path, 'utf8'), statSync(path).mode & 0o777]).toEqual([PRECIOUS, 0o644]);
  },
  nothing: (path: string) => () => expect(existsSync(path)).toBe(false),
  'a folder': (path: string) => {
    mkdirSync(path);
    writeFileSync(join(path, 'precious'), PRECIOUS);
    return () => expect(readdirSync(path)).toEqual(['precious']);
  },
} as const;

describe.for(Object.keys(TARGETS) as (keyof typeof TARGETS)[])('a link to %s', (kind) => {
  test.for(NAMES)('in the place of %s is not followed', async ([name, write]) => {
    const where = placeWithStore();
    const link = join(where.folder, name);
    const target = join(where.folder, 'victim');
    const seeUntouched = TARGETS[kind](target);
    if (name === STORE) rmSync(link);
    symlinkSync(target, link);
    const said = await write(where).catch((error: unknown) => {
      if (error instanceof GgrError) return error.message;
      throw error;
    });
    seeUntouched();
    // refused with its name, or replaced by a file of our own
    if (said === 'done') expect(lstatSync(link, MAY_BE_GONE)?.isSymbolicLink()).not.toBe(true);
    else expect(said).toMatch(/is a link, where ggr keeps a file of its own|out.csv is a folder/);
  });
});
