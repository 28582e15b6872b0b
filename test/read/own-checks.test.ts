/** An operator's own checks in a reader process: exact rows, errors with their names, and an end whatever they do. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { askOwn, ownChecks } from '../../src/read/own-checks.ts';
import { QueryEnded } from '../../src/read/query-ended.ts';
import { placeWithStore } from '../support/ggr.ts';

const never = new AbortController().signal;
/** Runs for minutes unless it is ended. */
const ENDLESS =
  'select count(*) from range(10000000) a, range(10000000) b where a.range * b.range % 7 = 3';
/** DuckDB 1.5.5 writes past its memory: its process crashes, most often, or has none left. */
const CRASH = `select list_sort(v) from (select 'x'::variant v from range(3))`;

/** Asks checks of these texts, in the order of their names, over an empty store. */
function ask(texts: Readonly<Record<string, string>>, milliseconds?: number, signal = never) {
  const { folder, store } = placeWithStore();
  const mine = join(folder, 'mine');
  mkdirSync(mine);
  for (const [name, text] of Object.entries(texts)) writeFileSync(join(mine, `${name}.sql`), text);
  const limits = { memory: 400e6, ...(milliseconds !== undefined && { milliseconds }) };
  const place = { source: { store }, reach: [store, `${store}.lock`], ...limits };
  return askOwn(ownChecks(mine), place, signal);
}

test('each that is wrong says so with its name, one that ends its process too, and the next is answered', async () => {
  const answers = await ask({
    a: 'delete from pop.bets',
    b: `select * from read_text('/etc/hostname')`,
    c: 'select 1; select 2',
    d: '-- No such column.\nselect nothing from pop.bets',
    e: 'describe pop.bets',
    f: 'select 1) select * from (select 2',
    g: CRASH,
    h: 'select list_sum(range(1000000000)) as s',
    i: '-- Right.\n-- Warning: to look at.\nselect 1.50::decimal(4,2) as "2", i as a, null as "1" from range(25) t(i); -- ours',
  });
  const says = answers.map(({ found }) => (found instanceof Error ? found.message : ''));
  const of = (name: string) => `the check ${name} of GGR_CHECKS: `;
  expect(says[0]).toBe(`${of('a')}ggr query only reads`);
  expect(says[1]).toBe(`${of('b')}the table function read_text is not for queries`);
  expect(says[2]).toBe(`${of('c')}one statement is expected, not 2`);
  expect(says[3]).toMatch(/^the check d of GGR_CHECKS: Binder Error: .*"nothing" not found/s);
  expect(says[3]).toContain('LINE 2: select nothing from pop.bets\n               ^');
  expect(says[4]).toBe(`${of('e')}it is no select`);
  expect(says[5]).toMatch(/^the check f of GGR_CHECKS: Parser Error/);
  expect(says[6]).toMatch(/^the check g of GGR_CHECKS: /);
  // the process is killed, or its system gives it no more
  expect(says[7]).toMatch(/^the check h of GGR_CHECKS: (the query was ended|Out of Memory)/);
  expect(answers[7]?.found).toBeInstanceOf(QueryEnded);
  const row = { '2': '1.50', a: 0, '1': null };
  expect(answers[8]).toMatchObject({
    check: { name: 'i', finds: 'Right.', isWarning: true },
    found: { offending: 25, types: { '2': 'DECIMAL(4,2)', a: 'BIGINT', '1': 'INTEGER' } },
  });
  expect(answers[8]?.found).toHaveProperty('rows.length', 20);
  expect(answers[8]?.found).toHaveProperty('rows.0', row);
});

test('one that never ends has its time, and whoever leaves before waits no longer', async () => {
  const [answer] = await ask({ endless: ENDLESS }, 500);
  expect(answer?.found).toBeInstanceOf(QueryEnded);
  expect(String(answer?.found)).toContain(
    'the check endless of GGR_CHECKS: the query was ended: it ran longer than 0.5 seconds',
  );
  const left = new AbortController();
  const asked = ask({ endless: ENDLESS }, undefined, left.signal);
  setImmediate(() => left.abort(new Error('left')));
  await expect(asked).rejects.toThrow('left');
});
