/** `ggr explain`: one bet down to the vendor's record, of every source. */
import { expect, onTestFinished, test } from 'vitest';
import { catalogue } from '../../src/catalogue.ts';
import { explain } from '../../src/cli/commands/explain.ts';
import { VERSION } from '../../src/config/version.ts';
import { startPvVendor } from '../../src/demo/pv/server.ts';
import type { Warehouse } from '../../src/load/warehouse.ts';
import { at, type Engine, openEngine, pvSettings } from '../support/engine.ts';
import { sessionOn } from '../support/engine-session.ts';
import { place } from '../support/ggr.ts';
import { openHandMade } from '../support/hand-made.ts';
import { openPopEngine } from '../support/pop-engine.ts';
import { openWmEngine } from '../support/wm-engine.ts';

interface Found {
  readonly bets: readonly Record<string, unknown>[];
  readonly window: Record<string, unknown> | null;
  readonly run: Record<string, unknown> | null;
  readonly record: Record<string, unknown> | null;
  readonly revisions: readonly Record<string, unknown>[];
  readonly checks: readonly Record<string, unknown>[];
  readonly rejects: readonly Record<string, unknown>[];
  readonly entries?: readonly Record<string, unknown>[];
  readonly page: string | null;
}

async function ask(
  held: { warehouse: Warehouse },
  source: string,
  betId: string,
  account?: string,
) {
  const { session, said } = sessionOn(held);
  const options = { raw: false, json: true, ...(account && { account }) };
  expect(await explain(session, { source, betId }, options)).toBe(0);
  expect(said).toHaveLength(1);
  return JSON.parse(said[0] ?? '') as Found;
}
const tell = async (held: { warehouse: Warehouse }, source: string, betId: string) => {
  const { session, said } = sessionOn(held);
  await explain(session, { source, betId }, { raw: false, json: false });
  return said.join('\n');
};

const HOUR = { start: at('2025-03-01T03:00:00'), end: at('2025-03-01T04:00:00') };
const openPv = () => openEngine({ start: '2025-03-01', now: '2025-03-01T06:30:00' });
const betOf = ({ vendor }: Engine, n = 0) => {
  const bet = vendor.bets(HOUR.start / 1000, HOUR.end / 1000)[n];
  if (!bet) throw new Error('no such bet');
  return bet;
};

test('a bet of PV has its window, its run with the version, the check of its hour and the page to ask for', async () => {
  const engine = await openPv();
  const { runId } = await engine.sync();
  const { event_id, draw_id, game_id } = betOf(engine);
  const found = await ask(engine, 'pv', event_id);
  expect(found).toMatchObject({
    source: 'pv',
    account: 'pv',
    bet_id: event_id,
    bets: [{ bet_id: event_id, status: 'settled', revision: 1 }],
    record: { event_id, draw_id },
    window: {
      start: '2025-03-01T03:00:00Z',
      end: '2025-03-01T04:00:00Z',
      state: 'verified',
      run_id: runId,
    },
    run: { run_id: runId, command: 'sync', version: VERSION },
    revisions: [],
    checks: [{ witness: 'totals', verdict: 'equal' }],
    rejects: [],
    page: `ggr detail pv ${game_id} ${draw_id} --account pv`,
  });
  const text = await tell(engine, 'pv', event_id);
  for (const said of [`bet ${event_id} of pv`, 'verified', VERSION, runId, 'ggr detail pv']) {
    expect(text).toContain(said);
  }
});

test('a bet that was changed and then withdrawn has both versions, and is in no figure', async () => {
  const engine = await openPv();
  await engine.backfill(HOUR);
  const { event_id } = betOf(engine);
  engine.vendor.misbehave.malformed.set(event_id, (r) => ({ ...r, gain_amount: 123_450 }));
  engine.clock.now += 60_000;
  const second = await engine.backfill(HOUR, 'all');
  expect(await ask(engine, 'pv', event_id)).toMatchObject({
    bets: [{ revision: 2 }],
    run: { run_id: second.runId, command: 'backfill' },
    revisions: [{ revision: 1, reason: 'replaced', replaced_by: second.runId, row: { event_id } }],
  });
  await engine.rows(
    `insert into sync.revisions select account, 'pv.bets', event_id, 2, 'withdrawn', end_at, fetched_at, timestamp '2025-03-01 06:40:00', window_start, run_id, run_id, json_object('event_id', event_id)
       from pv.bets where event_id = '${event_id}'`,
  );
  await engine.rows(`delete from pv.bets where event_id = '${event_id}'`);
  const gone = await ask(engine, 'pv', event_id);
  expect(gone).toMatchObject({
    bets: [],
    record: null,
    window: { start: '2025-03-01T03:00:00Z', state: 'mismatch' },
    run: { run_id: second.runId },
    revisions: [{ reason: 'replaced' }, { reason: 'withdrawn' }],
  });
  expect(gone.checks.map((each) => each.verdict)).toEqual(['equal', 'differs', 'differs']);
  expect(await tell(engine, 'pv', event_id)).toContain('not believed any more');
});

test('a refused record is explained without its content, which stands in it on request', async () => {
  const engine = await openPv();
  const { event_id } = betOf(engine);
  engine.vendor.misbehave.malformed.set(event_id, (r) => ({ ...r, credit: 'x' }));
  const { runId } = await engine.backfill(HOUR);
  const found = await ask(engine, 'pv', event_id);
  expect(found).toMatchObject({
    bets: [],
    window: { start: '2025-03-01T03:00:00Z', quarantined: 1 },
    run: { run_id: runId },
    rejects: [{ field: 'credit', run_id: runId }],
  });
  expect(found.rejects[0]).not.toHaveProperty('raw');
  const { session, said } = sessionOn(engine);
  await explain(session, { source: 'pv', betId: event_id }, { raw: true, json: true });
  const [reject] = (JSON.parse(said.join('')) as Found).rejects;
  expect(JSON.parse(String(reject?.raw))).toMatchObject({ event_id, credit: 'x' });
  expect(await tell(engine, 'pv', event_id)).toContain('refused, and in no figure');
});

test('an id of two accounts needs --account, and the error names them', async () => {
  const { pv, warehouse } = await openHandMade();
  await warehouse.db.run(`insert into sync.accounts values ('pv-b', 'pv', 'CNY', 1)`);
  await pv({ end: '2025-05-01 03:30:00' });
  await pv({ end: '2025-05-01 03:30:00', account: 'pv-b', stake: '7' });
  await warehouse.db.run(`update pv.bets set event_id = 'same'`);
  const { session } = sessionOn({ warehouse });
  await expect(
    explain(session, { source: 'pv', betId: 'same' }, { raw: false, json: true }),
  ).rejects.toMatchObject({ exitCode: 2, hint: expect.stringContaining('pv, pv-b') });
  expect(await ask({ warehouse }, 'pv', 'same', 'pv-b')).toMatchObject({
    account: 'pv-b',
    bets: [{ account: 'pv-b', stake: '7.0000' }],
    window: null,
    run: null,
  });
});

test('a bet of WM is explained by the window of its bet time, an open one by its own', async () => {
  const engine = await openWmEngine({ start: '2025-03-01', now: '2025-03-01T06:30:00' });
  await engine.sync('wm.bets', 'wm.open_bets');
  const [bet] = await engine.rows(
    `select bet_id, strftime(window_start, '%Y-%m-%dT%H:%M:%SZ') as start from wm.bets order by bet_time limit 1`,
  );
  const found = await ask(engine, 'wm', String(bet?.bet_id));
  expect(found).toMatchObject({
    bets: [{ source: 'wm', status: 'settled' }],
    window: { stream: 'wm.bets', start: bet?.start, state: 'loaded' },
    run: { command: 'sync' },
    page: null,
  });
  const [open] = await engine.rows(
    'select bet_id from ggr.bets where status = $$open$$ order by bet_id limit 1',
  );
  expect(await ask(engine, 'wm', String(open?.bet_id))).toMatchObject({
    bets: [{ status: 'open', ggr: null }],
    window: { stream: 'wm.open_bets' },
  });
});

test('a bet of POP has its walk in the place of a window', async () => {
  const engine = await openPopEngine({ now: '2025-03-01T06:30:00' });
  const { runId } = await engine.sync();
  const [first] = await engine.rows('select id from pop.bets order by insert_time limit 1');
  const [last] = await engine.rows('select id from pop.bets order by insert_time desc limit 1');
  expect(await ask(engine, 'pop', String(first?.id))).toMatchObject({
    bets: [{ source: 'pop' }],
    window: {
      stream: 'pop.bets',
      start: expect.any(String),
      end: expect.any(String),
      state: 'loaded',
    },
    run: { run_id: runId },
  });
  // behind what the walk says is complete
  expect(await ask(engine, 'pop', String(last?.id))).toMatchObject({
    window: { state: 'pending' },
  });
});

test('a round of the wallet has its entries, and what is no round is unknown', async () => {
  const { wallet, warehouse } = await openHandMade();
  await wallet('bet', 7, '-20', '2025-05-01 03:30:00');
  await wallet('win', 7, '5', '2025-05-01 03:31:00');
  await wallet('bet', 8, '-1', '2025-05-01 03:32:00');
  expect(await ask({ warehouse }, 'wallet', '7')).toMatchObject({
    account: 'wallet-eur',
    bets: [{ stake: '20.0000', payout: '5.0000', ggr: '15.0000', status: 'settled' }],
    window: null,
    entries: [
      { kind: 'bet', amount: '-20.0000' },
      { kind: 'win', amount: '5.0000' },
    ],
  });
  expect(await tell({ warehouse }, 'wallet', '7')).toContain('entries of the wallet');
  for (const betId of ['9', 'x', `${2n ** 64n}`]) {
    const { session } = sessionOn({ warehouse });
    await expect(
      explain(session, { source: 'wallet', betId }, { raw: false, json: true }),
    ).rejects.toMatchObject({ exitCode: 2 });
  }
});

test('every vendor has a stream of bets that leads to them by one column', () => {
  for (const vendor of catalogue.vendors) {
    const bets = catalogue.streams.filter((each) => each.vendor === vendor && each.isBet);
    expect(bets.map(({ key }) => key.length)).toContain(1);
    expect(bets.every(({ key }) => key.length === 1)).toBe(true);
  }
});

test('typed, it prints one document; an id or a source that is unknown exits 2', async () => {
  const vendor = await startPvVendor({ from: '2025-03-01T00:00:00Z', betsPerHour: 3 });
  onTestFinished(() => vendor.close());
  const where = place(pvSettings(vendor));
  const range = ['--from', '2025-03-01T03:00:00Z', '--to', '2025-03-01T04:00:00Z'];
  expect((await where.call('backfill', 'pv.bets', ...range)).code).toBe(0);
  const [bet] = vendor.bets(HOUR.start / 1000, HOUR.end / 1000);
  const found = await where.callJson<Found>('explain', 'pv', bet?.event_id ?? '', '--json');
  expect(found).toMatchObject({
    window: { state: expect.stringMatching(/loaded|verified/) },
    run: { command: 'backfill', version: VERSION },
  });
  expect(await where.call('explain', 'pv', 'nothing', '--json')).toMatchObject({
    code: 2,
    stdout: expect.stringContaining('knows no bet'),
  });
  expect(await where.call('explain', 'px', 'nothing')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('pv, wm, pop, wallet'),
  });
});
