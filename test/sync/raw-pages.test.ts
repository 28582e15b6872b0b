/** What could not be mapped is kept as the vendor sent it until it is loaded, within bounds, and a command shows it. */
import { expect, test, vi } from 'vitest';
import { catalogue } from '../../src/catalogue.ts';
import { findPage, keepPages, listPages } from '../../src/load/raw-pages.ts';
import { Warehouse } from '../../src/load/warehouse.ts';
import { at, openEngine } from '../support/engine.ts';
import { place } from '../support/ggr.ts';
import { openPopEngine } from '../support/pop-engine.ts';

vi.setConfig({ testTimeout: 60_000 });

const HOUR_MS = 3_600_000;
const HISTORY = '/api/all/history';
const hour = (text: string) => ({ start: at(text), end: at(text) + HOUR_MS });
const open = (betsPerHour = 4) =>
  openEngine({ start: '2025-03-01', now: '2025-03-01T06:30:00', vendor: { betsPerHour } });

test('an answer of another shape is kept whole with the window it failed, named by gaps and status, and gone once it loads', async () => {
  const engine = await open();
  const odd = `{"code":200,"msg":"","data":{"list":"ваша ставка","pad":"${'x'.repeat(50_000)}"}}`;
  engine.vendor.faults.add({ kind: 'wrong-shape', body: odd, path: HISTORY, times: 99 });
  const range = hour('2025-03-01T03:00:00');
  expect((await engine.backfill(range)).exitCode).toBe(3);
  const db = engine.warehouse.db;
  const [page, ...more] = await listPages(db);
  expect(more).toEqual([]);
  expect(page).toMatchObject({
    account: 'pv',
    stream: 'pv.bets',
    call: `account pv: PV ${HISTORY}`,
  });
  expect(String(page?.problem)).toContain('data.items');
  expect((await findPage(db, String(page?.id)))?.text).toBe(odd);
  expect(
    Number(await engine.value('select octet_length(answer) from sync.raw_pages')),
  ).toBeLessThan(1000);
  const gaps = await engine.gaps();
  expect(gaps.filter(({ raw_pages }) => raw_pages > 0)).toMatchObject([
    { state: 'failed', window_start: '2025-03-01T03:00:00Z', raw_pages: 1 },
  ]);
  const { streams } = await engine.status();
  expect(streams.find(({ stream }) => stream === 'pv.bets')).toMatchObject({ raw_pages: 1 });

  expect((await engine.backfill(hour('2025-03-01T04:00:00'))).exitCode).toBe(3);
  engine.vendor.faults.clear();
  expect((await engine.backfill(range)).exitCode).toBe(0);
  expect(await listPages(db)).toMatchObject([{ stream: 'pv.bets' }]); // the other hour's
  await engine.backfill(hour('2025-03-01T04:00:00'));
  expect(await listPages(db)).toEqual([]);
});

test('a window whose records lost a field keeps the pages that lack it; one that never answered keeps none', async () => {
  const engine = await open(150);
  expect((await engine.backfill(hour('2025-03-01T02:00:00'))).exitCode).toBe(0);
  await engine.backfill({ start: at('2025-03-01T00:00:00'), end: at('2025-03-01T02:00:00') });
  engine.vendor.faults.add({
    kind: 'edited',
    path: HISTORY,
    times: 99,
    edit: (text) => text.replaceAll('"op_id":', '"op_name":'),
  });
  const report = await engine.backfill(hour('2025-03-01T03:00:00'));
  expect(report.outcomes[0]?.failures[0]?.error.message).toContain('op_id');
  const pages = await listPages(engine.warehouse.db);
  expect(pages.length).toBeGreaterThan(0);
  const { text } = (await findPage(engine.warehouse.db, String(pages[0]?.id))) ?? {};
  expect(text).toContain('"op_name":');

  engine.vendor.faults.clear();
  engine.vendor.faults.add({ kind: 'http-500-html', path: HISTORY, times: 99 });
  await engine.backfill(hour('2025-03-01T04:00:00'));
  expect(await listPages(engine.warehouse.db)).toHaveLength(pages.length);
});

test('a walk that stumbles keeps the page until it goes on', async () => {
  const engine = await openPopEngine({ start: '2025-03-01', now: '2025-03-01T06:30:00' });
  engine.vendor.faults.add({
    kind: 'answer',
    path: '/api/v1/record/betlist',
    body: '{"code":0,"data":7}',
    times: 99,
  });
  await engine.sync();
  const kept = await listPages(engine.warehouse.db);
  expect(kept).toMatchObject([{ stream: 'pop.bets', window_start: null, window_end: null }]);
  expect((await engine.gaps()).map(({ raw_pages }) => raw_pages)).toContain(1);
  engine.vendor.faults.clear();
  await engine.sync();
  expect(await listPages(engine.warehouse.db)).toEqual([]);
});

test('the newest 500 pages stay, and 16 MiB of them; `rejects page` prints one as it came', async () => {
  const where = place();
  const now = at('2025-03-01T06:30:00');
  const warehouse = await Warehouse.open({
    catalogue,
    path: where.store,
    command: 'test',
    now: () => now,
  });
  const { db } = warehouse;
  const keep = (index: number, text: string, pages = 1) =>
    keepPages(warehouse, {
      account: 'pv',
      stream: 'pv.bets',
      window: { start: index * HOUR_MS, end: (index + 1) * HOUR_MS },
      pages: Array.from({ length: pages }, () => ({ call: 'c', text, characters: 11 })),
      problem: 'p',
      run: '00000000-0000-0000-0000-000000000001',
      now: now + index,
    });
  const value = async (text: string) => Number(Object.values(await db.one(text))[0]);
  for (let index = 0; index < 3; index += 1) await keep(index, 'short', 249);
  expect(await value('select count(*) from sync.raw_pages')).toBe(500);
  expect(await value("select count(*) from sync.raw_pages where window_start = '1970-01-01'")).toBe(
    2,
  );
  await db.run("update sync.raw_pages set answer = cast(repeat('a', 40 * 1024) as blob)");
  await keep(3, 'the newest');
  const bytes = await value('select sum(octet_length(answer)) from sync.raw_pages');
  expect(bytes).toBeGreaterThan(15 * 1024 * 1024);
  expect(bytes).toBeLessThanOrEqual(16 * 1024 * 1024);
  await warehouse.close();
  const { pages } = await where.callJson<{ pages: Record<string, string>[] }>(
    'rejects',
    'pages',
    '--json',
  );
  expect(pages[0]).toMatchObject({
    window_start: '1970-01-01T03:00:00Z',
    characters: 11,
    kept: 10,
  });
  expect(pages[0]).not.toHaveProperty('answer');
  const shown = await where.call('rejects', 'page', `${pages[0]?.id}`);
  expect(shown).toMatchObject({ code: 0, stdout: 'the newest\n' });
  expect(shown.stderr).toContain('only the beginning is kept');
  expect((await where.call('rejects', 'page', 'none')).code).toBe(2);
});
