/** `ggr check`, typed: ggr's own checks and those of an operator's folder. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { catalogue } from '../../src/catalogue.ts';
import { startPvVendor } from '../../src/demo/pv/server.ts';
import { Warehouse } from '../../src/load/warehouse.ts';
import { pvSettings } from '../support/engine.ts';
import { place } from '../support/ggr.ts';

interface Checked {
  readonly checks: readonly {
    readonly check: string;
    readonly origin: string;
    readonly finds: string;
    readonly offending: number;
    readonly rows: readonly Readonly<Record<string, unknown>>[];
  }[];
}

/** A store with a key of POP's that stands as often as is said, and a folder for checks. */
async function open(copies: number) {
  const where = place({ GGR_CHECKS: 'mine' });
  mkdirSync(join(where.folder, 'mine'));
  const { store: path } = where;
  const warehouse = await Warehouse.open({ catalogue, path, command: 'test', now: Date.now });
  await warehouse.db.run(`insert into sync.accounts values ('pop', 'pop', 'EUR', 1);
    insert into pop.bets (account, id, user_id, game_id, bet, win, insert_time, win_lose, window_start, fetched_at, revision, run_id)
    select 'pop', 'p1', 'u', 'g', 3, 1, t, -2, t, t, 1, uuid() from (select timestamp '2025-03-01' as t), range(${copies})`);
  await warehouse.close();
  const own = (name: string, text: string) =>
    writeFileSync(join(where.folder, 'mine', `${name}.sql`), text);
  return { where, own };
}
const check = async ({ where }: Awaited<ReturnType<typeof open>>) => {
  const { code, stdout } = await where.call('check', '--json');
  return { code, ...(JSON.parse(stdout) as Checked) };
};

test('nothing found is exit 0; a key that stands 25 times is exit 5 and told as one row', async () => {
  const clean = await check(await open(1));
  expect(clean.code).toBe(0);
  expect(new Set(clean.checks.map(({ offending }) => offending))).toEqual(new Set([0]));

  const spoilt = await open(25);
  const { code, checks } = await check(spoilt);
  expect(code).toBe(5);
  expect(checks.filter(({ offending }) => offending > 0)).toEqual([
    {
      check: 'one-key-twice',
      origin: 'ggr',
      warning: false,
      finds: expect.stringContaining('more than once'),
      offending: 1,
      rows: [{ table: 'pop.bets', account: 'pop', record_key: 'p1', rows: 25 }],
    },
  ]);
  const { stdout, code: shown } = await spoilt.where.call('check');
  expect(shown).toBe(5);
  expect(stdout).toMatch(/^check +offending +finds\n/);
  expect(stdout).toContain('one-key-twice: 1 row\ntable');
});

test("an operator's own checks run beside them, told with their first line, 20 rows and the number of all", async () => {
  const it = await open(25);
  it.own('large', '-- A bet of more than 2.\nselect id, bet from pop.bets where bet > 2; -- ours');
  it.own('none', 'select 1 where false');
  const within =
    'insert_time >= timestamp {{touched_from}} and insert_time < timestamp {{touched_until}}';
  it.own('odd', `-- Any spin.\n-- Warning: to look at.\nselect id from pop.bets where ${within}`);
  const { code, checks } = await check(it);
  expect(code).toBe(5);
  const [large, none, odd, ...more] = checks.filter(({ origin }) => origin === 'GGR_CHECKS');
  expect(more).toEqual([]);
  expect(large).toMatchObject({ check: 'large', finds: 'A bet of more than 2.', offending: 25 });
  expect(large?.rows).toHaveLength(20);
  expect(large?.rows[0]).toEqual({ id: 'p1', bet: '3.0000' });
  expect(none).toMatchObject({ check: 'none', offending: 0, rows: [] });
  expect(odd).toMatchObject({ check: 'odd', offending: 25, warning: true });
});

test('a check that is no good select ends with exit 2 and its name, when the others are shown', async () => {
  const it = await open(1);
  it.own('wrong', 'delete from pop.bets');
  it.own('worse', 'select nothing from pop.bets');
  it.own('zero', 'select id from pop.bets');
  const { code, stdout, stderr } = await it.where.call('check');
  expect(code).toBe(2);
  expect(stderr).toContain('the check worse of GGR_CHECKS: Binder Error');
  expect(stderr).toContain('the check wrong of GGR_CHECKS: ggr query only reads');
  expect(stdout).toContain('zero: 1 row\nid');
  const json = await it.where.call('check', '--json');
  expect(JSON.parse(json.stdout).error.message).toContain('the check worse of GGR_CHECKS');
});

test('a folder that is not there ends with exit 2 and its path', async () => {
  const where = place({ GGR_CHECKS: 'nowhere' });
  const warehouse = await Warehouse.open({
    catalogue,
    path: where.store,
    command: 'test',
    now: Date.now,
  });
  await warehouse.close();
  const { code, stderr } = await where.call('check');
  expect(code).toBe(2);
  expect(stderr).toContain('GGR_CHECKS');
  expect(stderr).toContain('nowhere');
});

test('a sync says what its own rows offend against; a check of the operator with bounds makes it exit 5', async () => {
  const from = new Date(Date.now() - 3 * 3_600_000).toISOString().slice(0, 13);
  const vendor = await startPvVendor({ from: `${from}:00:00Z`, betsPerHour: 4 });
  onTestFinished(() => vendor.close());
  const start = { GGR_SYNC_START: `${from}:00:00Z` };
  const where = place({ ...pvSettings(vendor), ...start, GGR_CHECKS: 'mine' });
  mkdirSync(join(where.folder, 'mine'));
  const bounds = 'end_at >= timestamp {{touched_from}} and end_at < timestamp {{touched_until}}';
  const own = (text: string) => writeFileSync(join(where.folder, 'mine', 'any.sql'), text);
  own('select event_id from pv.bets'); // without bounds it is for the night
  const plain = await where.call('sync', 'pv.bets', '--json');
  expect(plain).toMatchObject({ code: 0 });
  expect(JSON.parse(plain.stdout)).toMatchObject({ exit_code: 0, offences: [] });
  own(`-- Every bet.\nselect event_id from pv.bets where ${bounds}`);
  const { code, stdout, stderr } = await where.call(
    'backfill',
    'pv.bets',
    '--from',
    `${from}:00:00Z`,
    '--to',
    new Date(Date.parse(`${from}:00:00Z`) + 3_600_000).toISOString(),
    '--only',
    'all',
    '--yes',
    '--json',
  );
  expect(code).toBe(5);
  expect(stderr).toMatch(/check any: \d rows? of what was read: Every bet\./);
  expect(JSON.parse(stdout)).toMatchObject({
    exit_code: 5,
    offences: [expect.stringContaining('check any')],
  });
});
