/** `ggr rejects accept` and `replay`, typed: alone with the store, and while a daemon holds it. */
import { userInfo } from 'node:os';
import { expect, onTestFinished, test, vi } from 'vitest';
import { catalogue } from '../../src/catalogue.ts';
import { startPvVendor } from '../../src/demo/pv/server.ts';
import { Warehouse } from '../../src/load/warehouse.ts';
import { serve, WITHOUT_READERS } from '../support/daemon.ts';
import { pvSettings, withoutTotals } from '../support/engine.ts';
import { type Place, place } from '../support/ggr.ts';
import { becomesGood, malformed } from '../support/refused.ts';

vi.setConfig({ testTimeout: 300_000 });

const ME = userInfo().username;
const range = ['--from', '2025-03-01T03:00:00Z', '--to', '2025-03-01T04:00:00Z'];

interface Listed {
  readonly rejects: readonly Readonly<Record<string, string>>[];
}

/** A vendor, and its bets of the hour that is read. */
async function startVendor() {
  const vendor = await startPvVendor({ from: '2025-03-01T00:00:00Z', betsPerHour: 30 });
  onTestFinished(() => vendor.close());
  const at = (time: string) => Date.parse(`2025-03-01T${time}Z`) / 1000;
  return { vendor, bets: vendor.bets(at('03:00:00'), at('04:00:00')) };
}

/** A store into which an hour with two records that are refused was read, and read again. */
async function open() {
  const { vendor, bets } = await startVendor();
  for (const { event_id } of bets.slice(0, 2)) {
    vendor.misbehave.malformed.set(event_id, malformed);
  }
  withoutTotals({ vendor }); // one refused record keeps the hour from its totals, which is another test's
  const where = place({ ...pvSettings(vendor), GGR_PORT: '0', GGR_SCHEDULE_PV: 'off' });
  const pull = () => where.ggr('backfill', 'pv.bets', ...range, '--only', 'all');
  const first = await pull();
  expect(first).toMatchObject({
    code: 3,
    stderr: expect.stringContaining('2 records refused; see'),
  });
  return { where, pull };
}
const list = async (where: Place, ...more: string[]) =>
  (await where.json<Listed>('rejects', 'list', '--json', ...more)).rejects;

test('accepting takes an id or a stream and a reason, and keeps who, when and why', async () => {
  const { where, pull } = await open();
  expect(await pull()).toMatchObject({
    code: 0,
    stderr: expect.stringContaining('2 records refused, as before; see `ggr rejects list --all`'),
  });
  const rejects = await list(where);
  expect(rejects).toHaveLength(2);
  expect(rejects[0]).toMatchObject({
    state: 'open',
    field: 'credit',
    first_seen: expect.any(String),
  });
  const id = rejects[0]?.id ?? '';

  const nameless = await where.ggr('rejects', 'accept', id);
  expect(nameless).toMatchObject({ code: 2, stderr: expect.stringContaining('--reason') });
  expect(await where.ggr('rejects', 'accept', id, '--reason', ' ')).toMatchObject({ code: 2 });
  const unknown = await where.ggr('rejects', 'accept', 'pv.nothing', '--reason', 'x');
  expect(unknown).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('`ggr rejects list --all`'),
  });
  expect(await list(where)).toHaveLength(2);

  expect(await where.json('rejects', 'accept', id, '--reason', 'PV knows', '--json')).toEqual({
    accepted: 1,
    by: ME,
    reason: 'PV knows',
  });
  expect((await list(where)).map((each) => each.id)).toEqual([rejects[1]?.id]);
  expect((await list(where, '--all')).find((each) => each.id === id)).toMatchObject({
    state: 'accepted',
    accepted_by: ME,
    accepted_reason: 'PV knows',
    accepted_at: expect.stringMatching(/Z$/),
  });
  const status = await where.json<{ streams: unknown[] }>('status', '--json');
  expect(status.streams).toMatchObject([{ rejects: 1, rejects_accepted: 1 }]);

  expect(await where.ggr('rejects', 'accept', 'pv.bets', '--reason', 'all of it')).toMatchObject({
    code: 0,
    stderr: expect.stringContaining(`1 refused record accepted by ${ME}`),
  });
  const again = await where.ggr('rejects', 'accept', id, '--reason', 'once more');
  expect(again).toMatchObject({ code: 0, stderr: expect.stringContaining(`${ME} has accepted`) });
  expect((await list(where, '--all')).map((each) => each.accepted_reason).sort()).toEqual([
    'PV knows',
    'all of it',
  ]);
  expect((await where.ggr('rejects')).stderr).toContain('2 accepted records: see --all');
  expect((await pull()).code).toBe(0);
  expect(await list(where)).toEqual([]);
});

test('through a daemon it is the user who types that accepts', async () => {
  const { where } = await open();
  const daemon = await serve(where, ...WITHOUT_READERS);
  expect((await where.ggr('rejects', 'accept', 'pv.bets', '--reason', 'seen')).code).toBe(0);
  const rows = await where.query('select distinct accepted_by, accepted_reason from sync.rejects');
  expect(rows).toEqual([{ accepted_by: ME, accepted_reason: 'seen' }]);
  // a client that says nobody's name is no user of the daemon's
  const posted = await daemon.command([
    'rejects',
    'accept',
    'pv.bets.op_id',
    '--reason',
    'no need',
  ]);
  expect(await posted.ended).toContain('pages without op_id load from now on');
  expect(await where.query(`select accepted_by from sync.fields where field = 'op_id'`)).toEqual([
    { accepted_by: 'a client that gave no name' },
  ]);
  expect((await daemon.end()).code).toBe(0);
});

test('a store that is not there is said, and not made', async () => {
  const where = place();
  expect(await where.ggr('rejects', 'accept', 'pv.bets', '--reason', 'x')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('there is no warehouse'),
  });
});

/** The refused record is good from now on: nobody else holds the store. */
async function mend(where: Place, key: string, record: object): Promise<void> {
  const now = Date.now;
  const warehouse = await Warehouse.open({ catalogue, path: where.store, command: 'test', now });
  await becomesGood({ warehouse }, key, record);
  await warehouse.close();
}

test('a replay says, typed, what became rows: exit 3 while some stay, exit 0 when none is left', async () => {
  const { vendor, bets } = await startVendor();
  const [bet] = bets;
  vendor.misbehave.malformed.set(bet?.event_id ?? '', malformed);
  const where = place(pvSettings(vendor));
  expect(await where.call('rejects', 'replay')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('there is no warehouse'),
  });
  const pull = () => where.call('backfill', 'pv.bets', ...range, '--only', 'all');
  expect((await pull()).code).toBe(3);
  const still = await where.call('rejects', 'replay', 'pv', '--json');
  expect(still.code).toBe(3);
  expect(JSON.parse(still.stdout)).toMatchObject({ run_id: null, replayed: 0, still_bad: 1 });
  expect(await where.call('rejects', 'replay', 'wm')).toMatchObject({ code: 0 });
  expect(await where.call('rejects', 'replay', 'px')).toMatchObject({ code: 2 });
  await mend(where, bet?.event_id ?? '', bet ?? {});
  const done = await where.call('rejects', 'replay', 'pv.bets', '--json');
  expect(done.code).toBe(0);
  const document = JSON.parse(done.stdout);
  expect(document).toMatchObject({ replayed: 1, still_bad: 0, streams: [{ inserted: 1 }] });
  expect(await where.callJson('explain', 'pv', bet?.event_id ?? '', '--json')).toMatchObject({
    run: { run_id: document.run_id, command: 'rejects replay', arguments: 'pv.bets' },
    window: { start: '2025-03-01T03:00:00Z', state: 'loaded', quarantined: 0 },
    rejects: [],
  });
  expect(await where.call('rejects', 'replay')).toMatchObject({
    code: 0,
    stderr: expect.stringContaining('the quarantine is empty'),
  });
});

test('a daemon that holds the store replays and explains for whoever types', async () => {
  const { vendor, bets } = await startVendor();
  const [bet] = bets;
  const id = bet?.event_id ?? '';
  vendor.misbehave.malformed.set(id, malformed);
  const where = place({ ...pvSettings(vendor), GGR_PORT: '0', GGR_SCHEDULE_PV: 'off' });
  expect((await where.call('backfill', 'pv.bets', ...range)).code).toBe(3);
  await mend(where, id, bet ?? {});
  const daemon = await serve(where, ...WITHOUT_READERS);
  expect(await where.ggr('rejects', 'replay')).toMatchObject({ code: 0, stderr: '' });
  expect(await where.json('explain', 'pv', id, '--json')).toMatchObject({
    bets: [{ bet_id: id }],
    run: { command: 'rejects replay' },
  });
  expect((await daemon.end()).code).toBe(0);
});
