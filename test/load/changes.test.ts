/** The outbox for a cluster, and its client as far as no cluster is needed: `npm run test:clickhouse` has the rest. */
import { readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { beginOutbox, endOutbox, forgetChanges } from '../../src/load/changes.ts';
import { enterCheck } from '../../src/load/checks.ts';
import { Cluster } from '../../src/load/clickhouse/cluster.ts';
import { acceptRejects } from '../../src/load/rejects.ts';
import { startRun } from '../../src/load/runs.ts';
import { enterWaiver } from '../../src/load/waivers.ts';
import { failWindow } from '../../src/load/windows.ts';
import { openEngine } from '../support/engine.ts';
import { at, bet, between, openMadeUpReport, RUN } from '../support/made-up-report.ts';

const NOTED = `select relation || coalesce(' ' || stream, '') || if(is_whole, '', ' of a run') || coalesce(strftime(starts, ' %H:%M'), '') as said
  from sync.changes where relation <> 'sync.changes' order by number`;
const GAPS = 'select count(*) - (max(number) - min(number) + 1) as gaps from sync.changes';

test('each commit says what it changed under the next number, and a fault takes its word back', async () => {
  const { warehouse, commit, key, rows } = await openMadeUpReport();
  let told = 0;
  const noted = async () => {
    const said = (await rows(NOTED)).map((row) => row.said);
    const fresh = said.slice(told);
    told = said.length;
    return fresh;
  };
  const hour = {
    window: between('10:00', '11:00'),
    records: [bet('a', '10:30'), bet('b', '10:40')],
  };
  await commit(hour);
  expect(await rows('select * from sync.changes')).toEqual([]);

  await beginOutbox(warehouse, at('00:00'));
  await startRun(warehouse, { command: 'sync', arguments: '', version: '0', now: at('00:00') });
  await noted();
  await commit({ ...hour, records: [bet('a', '10:30'), bet('b', '10:40', '2')] });
  // an hour before the first and after the last staged row: a key may have moved by so much
  const windows = 'sync.windows made_up.bets';
  expect(await noted()).toEqual(['made_up.bets of a run 09:30', `${windows} 10:00`]);
  await commit(hour);
  await noted();
  await commit(hour);
  expect(await noted()).toEqual([`${windows} 10:00`]);

  const place = { ...key, window: hour.window };
  await failWindow(warehouse, { ...place, error: 'no answer', run: RUN });
  const check = { witness: 'totals', verdict: 'equal', reason: null, run: null } as const;
  const totals = { ours: undefined, theirs: undefined, now: at('12:00') };
  await enterCheck(warehouse, { ...place, ...check, ...totals }, 'verified');
  const word = { by: 'ann', reason: 'agreed', until: null };
  await enterWaiver(warehouse, { ...key, ...hour.window, ...word }, at('13:00'));
  await acceptRejects(warehouse, { id: null, stream: null, account: null }, { ...word, now: 1 });
  const [checks, rejects] = ['sync.checks made_up.bets', 'sync.rejects'];
  expect(await noted()).toEqual([
    ...[`${windows} 10:00`, `${checks} 12:00`, `${windows} 10:00`],
    ...[`${checks} 13:00`, rejects],
  ]);

  const doubted = commit({ window: hour.window, records: [bet('a', '10:30')] });
  await expect(doubted).rejects.toThrow('would withdraw');
  expect(await noted()).toEqual([]);
  expect(await rows(GAPS)).toEqual([{ gaps: 0n }]);
});

test('whichever way rows came, a change tells of each', async () => {
  const engine = await openEngine({
    now: '2025-03-01T05:30:00',
    start: '2025-03-01T00:00:00Z',
    vendor: { betsPerHour: 40 },
  });
  await beginOutbox(engine.warehouse, 1000);
  await engine.sync();
  engine.clock.now += 3_600_000;
  await engine.sync();
  const untold = `select count(*)::integer as untold, (select count(*)::integer > 150 from pv.bets) as has_rows
    from pv.bets b
   where not exists (from sync.changes c
                    where c.relation = 'pv.bets' and c.account = b.account and c.run_id = b.run_id
                      and b.end_at between c.starts and c.ends)`;
  expect(await engine.rows(untold)).toEqual([{ untold: 0, has_rows: true }]);
});

test('without a cluster nothing is noted; the store keeps its name, and numbers go on above', async () => {
  const { warehouse, commit, rows } = await openMadeUpReport();
  const hour = { window: between('10:00', '11:00'), records: [bet('a', '10:30')] };
  await beginOutbox(warehouse, 1000);
  await commit(hour);
  const store = `select run_id::varchar as name, number from sync.changes where relation = 'sync.changes'`;
  const [before] = await rows(store);
  const [{ newest } = {}] = await rows('select max(number) as newest from sync.changes');
  await forgetChanges(warehouse);
  expect(await rows('select count(*) as n from sync.changes')).toEqual([{ n: 2n }]);
  await endOutbox(warehouse);
  await commit({ ...hour, records: [bet('a', '10:30', '5')] });
  expect(await rows('select count(*) as n from sync.changes')).toEqual([{ n: 1n }]);
  await beginOutbox(warehouse, 5000);
  const [after] = await rows(store);
  expect(after).toEqual({ name: before?.name, number: 5000n });
  expect(Number(newest)).toBeLessThan(5000);
});

test('a server that is too old, away or shut is said in one line without the password', async () => {
  let answer: readonly [number, string] = [200, '18.16.1\n'];
  const server = createServer((_, response) => {
    response.statusCode = answer[0];
    response.end(answer[1]);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  const open = () => Cluster.open({ url: `http://ggr:hunter2hunter2@127.0.0.1:${port}` });
  await expect(open()).rejects.toThrow(
    /^ClickHouse 18\.16\.1 is too old: ggr needs 24\.8 or newer$/,
  );
  answer = [
    403,
    'Code: 516. DB::Exception: ggr: Authentication failed: password is incorrect. (AUTHENTICATION_FAILED)',
  ];
  await expect(open()).rejects.toThrow(/^ClickHouse: ggr: Authentication failed(?!.*hunter2)/);
  server.closeAllConnections();
  await new Promise((done) => server.close(done));
  await expect(open()).rejects.toThrow(/^ClickHouse: connect ECONNREFUSED(?!.*hunter2)/);
});

test("ClickHouse's client is loaded by nobody who has no cluster", () => {
  const src = new URL('../../src/', import.meta.url).pathname;
  const statically = readdirSync(src, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .filter((file) =>
      /(?:^|\n)(?:import|export)\s(?!type\b)[^;]*?from\s+'@clickhouse/.test(
        readFileSync(join(src, file), 'utf8'),
      ),
    );
  expect(statically).toEqual([]);
});
