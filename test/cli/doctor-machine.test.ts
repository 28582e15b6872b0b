/** What doctor says of the machine: a full disk in plain words, clocks, versions, zones; each with the line that mends it. */
import { createServer } from 'node:http';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { vendors } from '../../src/catalogue.ts';
import {
  checkVendorClock,
  checkVersions,
  checkZones,
} from '../../src/cli/commands/doctor-machine.ts';
import { loadConfig } from '../../src/config/config.ts';
import { VERSION } from '../../src/config/version.ts';
import type { Net } from '../../src/contract/net.ts';
import type { Account } from '../../src/contract/vendor.ts';
import { exposuresOf } from '../../src/serve/exposures.ts';
import { place } from '../support/ggr.ts';
import { smallDisk, whyNoDisk } from '../support/small-disk.ts';

interface Told {
  readonly findings: { check: string; ok: boolean; says: string; mend: string | null }[];
}
const config = (env: Record<string, string> = {}) =>
  loadConfig(vendors, { env, folder: '/nonexistent' });

const reason = whyNoDisk();
test.skipIf(reason)(
  `a full disk is said in plain words, with the line that mends it (${reason ?? 'here'})`,
  async () => {
    const disk = smallDisk(8);
    const where = place({ GGR_WAREHOUSE: join(disk.folder, 'warehouse/store.duckdb') });
    const roomy = await where.callJson<Told>('doctor', '--json');
    expect(roomy.findings).toContainEqual({
      check: 'disk',
      ok: false,
      says: expect.stringMatching(/MiB are free in /),
      mend: expect.stringContaining('delete no file that begins like the store'),
    });
    disk.fill(0);
    const full = await where.callJson<Told>('doctor', '--json');
    expect(full.findings).toContainEqual({
      check: 'disk',
      ok: false,
      says: `the disk of ${disk.folder} is full`,
      mend: expect.stringContaining('free space'),
    });
    expect(await where.call('doctor')).toMatchObject({ code: 2 });
  },
);

describe("the vendor's clock", () => {
  const account = { name: 'pv', lagSeconds: 60 } as Account;
  const found = (clockAheadMs: number | undefined) =>
    checkVendorClock(account, { clockAheadMs: () => clockAheadMs } as unknown as Net);

  test.for([
    [undefined, []],
    [4000, []],
    [20_000, [{ ok: true, says: /stands 20 s behind the clock of pv/ }]],
    [-20_000, [{ ok: true, says: /20 s ahead of the clock of pv/ }]],
    [-61_000, [{ ok: false, says: /1 min 1 s ahead of/ }]],
    [600_000, [{ ok: true, says: /10 min.* behind/ }]],
  ] as const)('%s ms ahead of ours is told as %j', ([aheadMs, told]) => {
    expect(found(aheadMs)).toEqual(
      told.map(({ ok, says }) => ({
        check: 'clock',
        ok,
        says: expect.stringMatching(says),
        mend: expect.stringContaining('timedatectl'),
      })),
    );
  });

  test('is read from its answer to doctor', async () => {
    const server = createServer((_, response) => {
      const date = new Date(Date.now() - 3_600_000).toUTCString();
      response
        .writeHead(200, { date, 'content-type': 'application/json' })
        .end('{"code":0,"data":[]}');
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    onTestFinished(() => void server.close());
    const { port } = server.address() as { port: number };
    const settings = {
      GGR_PV_MCH_ID: '1',
      GGR_PV_KEY: 'a-key-of-the-operator',
      GGR_PV_CURRENCY: 'CNY',
    };
    const where = place({ ...settings, GGR_PV_URL: `http://127.0.0.1:${port}` });
    const { findings } = await where.callJson<Told>('doctor', '--json');
    expect(findings).toContainEqual(
      expect.objectContaining({
        check: 'clock',
        ok: false,
        says: expect.stringContaining("pv's vendor"),
      }),
    );
  });
});

test('versions name what runs here, and a daemon of another one is wrong', () => {
  expect(checkVersions(undefined)).toEqual([
    {
      check: 'versions',
      ok: true,
      says: expect.stringMatching(/^ggr .*, Node \d.*, DuckDB v1/),
      mend: null,
    },
  ]);
  expect(checkVersions(VERSION)[0]).toMatchObject({ ok: true, mend: null });
  expect(checkVersions('0.0.9')[0]).toMatchObject({
    ok: false,
    mend: expect.stringContaining('start the daemon'),
  });
});

test('zones say by what the gaming day is cut, and warn of zone data that are years old', () => {
  const zones = config({ GGR_REPORT_TIMEZONE: 'Asia/Manila', GGR_DAY_START: '06:00' });
  const year = Number(process.versions.tz?.slice(0, 4));
  expect(checkZones(zones, Date.UTC(year, 6))).toEqual([
    { check: 'zones', ok: true, says: expect.stringContaining('06:00 in Asia/Manila'), mend: null },
  ]);
  expect(checkZones(zones, Date.UTC(year + 2, 6))[0]).toMatchObject({
    says: expect.stringContaining('2 years old'),
    mend: expect.stringContaining('newer ggr'),
  });
});

test.for([
  [{}, []],
  [{ GGR_HOST: '::1', GGR_PG_PORT: '5432' }, []],
  [{ GGR_HOST: '0.0.0.0' }, ['address']],
  [{ GGR_PG_PORT: '5432', GGR_PG_HOST: '10.0.0.5' }, ['postgres']],
  [{ GGR_PG_PORT: '5432', GGR_PG_HOST: '10.0.0.5', GGR_PG_CERT: 'a', GGR_PG_KEY: 'b' }, []],
] as const)('of listeners with %j these are warned of: %j', ([env, checks]) => {
  const found = exposuresOf(config(env));
  expect(found.map(({ check }) => check)).toEqual(checks);
  for (const { mend } of found) expect(mend).toMatch(/GGR_(HOST|PG_)/);
});
