/**
 * A vendor that answers anything at all: full, partial, empty and wrong pages, moved and doubled keys, in any
 * sequence. No row is lost or doubled without a line that says so, and when the vendor is well again one sync
 * equals its books.
 */

import { expect, test } from 'vitest';
import type { DemoRequest } from '../../src/demo/faults.ts';
import { at, type Engine, openEngine } from '../support/engine.ts';
import fc from '../support/properties.ts';

const START = '2025-03-01T08:00:00';
const RUNS = Number(process.env.GGR_ANSWER_RUNS ?? 6);
const HISTORY = '/api/all/history';

interface Bet {
  readonly event_id: string;
  readonly end_at: number;
  readonly [field: string]: unknown;
}
interface Answer {
  readonly code: number;
  readonly data: { readonly items: readonly Bet[]; readonly total: number };
}

/** What the vendor makes of a right answer; every one of them looks like a right one. */
const SPOILED: Readonly<Record<string, (answer: Answer) => unknown>> = {
  empty: ({ data, ...rest }) => ({ ...rest, data: { ...data, items: [], total: 0 } }),
  null: ({ data, ...rest }) => ({ ...rest, data: { ...data, items: null, total: 0 } }),
  half: (answer) => withItems(answer, (items) => items.slice(0, Math.floor(items.length / 2))),
  'total too high': ({ data, ...rest }) => ({ ...rest, data: { ...data, total: data.total + 1 } }),
  'first bet twice': (answer) => withItems(answer, (items) => [...items.slice(0, 1), ...items]),
  'two bets under one key': (answer) =>
    withItems(answer, (items) => [
      ...items,
      ...items.slice(0, 1).map((bet) => ({ ...bet, user_id: 7, bet_amount: 5 })),
    ]),
  'an hour later': (answer) =>
    withItems(answer, (items) => items.map((bet) => ({ ...bet, end_at: bet.end_at + 3 * 3600 }))),
  'bets without a credit': (answer) =>
    withItems(answer, (items) => items.map((bet, i) => (i % 2 ? bet : { ...bet, credit: 'x' }))),
  'a foreign bet': (answer) =>
    withItems(answer, (items) => [
      ...items,
      ...items.slice(0, 1).map((bet) => ({ ...bet, event_id: `foreign-${bet.event_id}` })),
    ]),
  'an internal error': () => ({ code: 500, msg: 'Internal Error', data: {} }),
  'words of a proxy': () => 'Bad Gateway',
};

function withItems({ data, ...rest }: Answer, change: (items: readonly Bet[]) => readonly Bet[]) {
  const items = change(data.items);
  return { ...rest, data: { ...data, items, total: items.length } };
}

const step = fc.record({
  minutes: fc.integer({ min: 3, max: 70 }),
  spoiled: fc.array(
    fc.record({
      how: fc.constantFrom(...Object.keys(SPOILED)),
      after: fc.nat({ max: 2 }),
      times: fc.integer({ min: 1, max: 3 }),
    }),
    { maxLength: 3 },
  ),
});

test('whatever the vendor answers, nothing goes or doubles in silence, and in the end its books are ours', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 2, maxLength: 5 }), async (steps) => {
      const engine = await openEngine({
        start: `${START}Z`,
        now: '2025-03-01T08:20:00',
        vendor: { betsPerHour: 30 },
      });
      let known = new Set<string>();
      for (const { minutes, spoiled } of steps) {
        engine.clock.now += minutes * 60_000;
        for (const { how, ...when } of spoiled) engine.vendor.faults.add(faultOf(how, when));
        engine.notes.length = 0;
        await engine.sync();
        known = await assertNothingSilent(engine, known);
      }
      engine.vendor.faults.clear();
      engine.clock.now = at('2025-03-01T15:05:00');
      const report = await engine.sync();
      expect(report.exitCode).toBe(0);
      await assertEqualsBooks(engine);
    }),
    { numRuns: RUNS },
  );
});

function faultOf(how: string, when: { after: number; times: number }) {
  const spoil = SPOILED[how] ?? (() => '');
  return {
    kind: 'edited' as const,
    path: HISTORY,
    ...when,
    edit: (body: string, _: DemoRequest) => {
      const spoiled = spoil(JSON.parse(body) as Answer);
      return typeof spoiled === 'string' ? spoiled : JSON.stringify(spoiled);
    },
  };
}

/** Rows that went are in sync.revisions, and a line has said so; no key stands twice. Returns what is there. */
async function assertNothingSilent(
  engine: Engine,
  before: ReadonlySet<string>,
): Promise<Set<string>> {
  expect(await engine.value('select count(*) - count(distinct event_id) from pv.bets')).toBe('0');
  const now = new Set(
    (await engine.rows('select event_id from pv.bets')).map((row) => String(row.event_id)),
  );
  const gone = [...before].filter((id) => !now.has(id));
  if (gone.length === 0) return now;
  const kept = new Set(
    (await engine.rows('select record_key from sync.revisions')).map((row) => row.record_key),
  );
  expect(gone.filter((id) => !kept.has(id))).toEqual([]);
  expect(engine.notes.join('\n')).toMatch(/withdrawn from the window/);
  return now;
}

async function assertEqualsBooks(engine: Engine): Promise<void> {
  const until = at('2025-03-01T15:00:00') / 1000;
  const theirs = engine.vendor.bets(at(START) / 1000, until);
  const ours = await engine.rows(
    `select event_id, bet_amount::varchar as stake from pv.bets where window_start < '2025-03-01 15:00:00' order by 1`,
  );
  expect(ours).toEqual(
    theirs
      .map((bet) => ({ event_id: bet.event_id, stake: (Number(bet.bet_amount) / 1000).toFixed(4) }))
      .sort((a, b) => (a.event_id < b.event_id ? -1 : 1)),
  );
}
