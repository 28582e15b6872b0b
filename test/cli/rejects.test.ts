/** `ggr rejects accept`, typed: alone with the store, and while a daemon holds it. */
import { userInfo } from 'node:os';
import { expect, onTestFinished, test, vi } from 'vitest';
import { startPvVendor } from '../../src/demo/pv/server.ts';
import { serve, WITHOUT_READERS } from '../support/daemon.ts';
import { pvSettings, withoutTotals } from '../support/engine.ts';
import { type Place, place } from '../support/ggr.ts';

vi.setConfig({ testTimeout: 300_000 });

const ME = userInfo().username;
const range = ['--from', '2025-03-01T03:00:00Z', '--to', '2025-03-01T04:00:00Z'];

interface Listed {
  readonly rejects: readonly Readonly<Record<string, string>>[];
}

/** A store into which an hour with two records that are refused was read, and read again. */
async function open() {
  const vendor = await startPvVendor({ from: '2025-03-01T00:00:00Z', betsPerHour: 30 });
  onTestFinished(() => vendor.close());
  const at = (time: string) => Date.parse(`2025-03-01T${time}Z`) / 1000;
  for (const { event_id } of vendor.bets(at('03:00:00'), at('04:00:00')).slice(0, 2)) {
    vendor.misbehave.malformed.set(event_id, (r) => ({ ...r, credit: 'x' }));
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
