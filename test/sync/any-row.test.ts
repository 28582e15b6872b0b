/**
 * Any one row that is dropped, doubled, altered, moved or added, in the vendor's answers before or during the pull or in
 * the store after it, is found against the vendor's totals; nothing is verified while it differs, and a repair ends equal.
 */

import { expect, test, vi } from 'vitest';
import type { DemoRequest } from '../../src/demo/faults.ts';
import { at, type Engine, openEngine } from '../support/engine.ts';
import fc from '../support/properties.ts';

vi.setConfig({ testTimeout: 600_000 });

/** GGR_ROW_RUNS=500 tries many. */
const RUNS = Number(process.env.GGR_ROW_RUNS ?? 8);
const HISTORY = '/api/all/history';
const START = at('2025-03-01T06:00:00');
const HOUR_S = 3600;
const HOURS = 5;

interface Bet {
  readonly event_id: string;
  readonly start_at: number;
  readonly end_at: number;
  readonly bet_amount: number;
  readonly gain_amount: number;
  readonly [field: string]: unknown;
}
interface Answer {
  readonly data: { readonly items: readonly Bet[]; readonly total: number };
}

/** What becomes of a bet: the bets in its place. An altered amount differs by the least that there is, one li. */
const FAULTS: Readonly<Record<string, (bet: Bet) => readonly Bet[]>> = {
  dropped: () => [],
  doubled: (bet) => [bet, { ...bet, event_id: `${bet.event_id}-2` }],
  'altered in its stake': (bet) => [{ ...bet, bet_amount: bet.bet_amount + 1 }],
  'altered in its gain': (bet) => [{ ...bet, gain_amount: bet.gain_amount - 1 }],
  moved: (bet) => [{ ...bet, end_at: elsewhere(bet) }],
  'added with nothing in it': (bet) => [
    bet,
    { ...bet, event_id: `${bet.event_id}-0`, bet_amount: 0, gain_amount: 0 },
  ],
};

/** The same minute of the next of the hours, the first after the last: inside the day. */
function elsewhere({ end_at }: Bet): number {
  const first = START / 1000;
  return first + ((end_at - first + HOUR_S) % (HOURS * HOUR_S));
}

const fault = fc.record({
  how: fc.constantFrom(...Object.keys(FAULTS)),
  when: fc.constantFrom('before', 'during', 'after'),
  which: fc.nat({ max: 1000 }),
});

test('any one row that differs is found, is never verified, and a repair ends equal', async () => {
  const engine = await open();
  await fc.assert(
    fc.asyncProperty(fault, async ({ how, when, which }) => {
      await begin(engine);
      const bets = books(engine);
      const bet = bets[which % bets.length] as Bet;
      const change = FAULTS[how]?.(bet) ?? [];
      if (when !== 'after') lie(engine, bet, { change, times: when === 'during' ? 1 : Infinity });
      await engine.sync();
      // hours that came together are verified by their day: what moved inside it is seen hour by hour alone
      if (how !== 'moved') await assertVerifiedIsEqual(engine);
      if (when === 'after') await spoil(engine, bet, change);
      engine.clock.now += 60_000;
      const isWrong = !(await isEqual(engine));
      // what lied once, sync has read again by itself, unless it moved within the day
      if (when !== 'during') expect(isWrong).toBe(true);
      const found = await engine.reconcile({ isEach: true });
      expect(found.exitCode).toBe(isWrong ? 5 : 0);
      await assertVerifiedIsEqual(engine);
      engine.vendor.faults.clear();
      const repaired = await engine.reconcile({ isEach: true, isRepair: true });
      expect(repaired.exitCode).toBe(0);
      expect(await isEqual(engine)).toBe(true);
      expect(await differing(engine)).toBe('0');
    }),
    { numRuns: RUNS },
  );
});

test('two faults that cancel in the number of bets are found by their sums, and two that cancel in sums by the number', async () => {
  const engine = await open();
  await engine.sync();
  const [one, other, third] = books(engine) as [Bet, Bet, Bet];
  for (const [bet, change] of [
    [one, [{ ...one, event_id: 'another', bet_amount: one.bet_amount + 1 }]],
    [
      other,
      [
        { ...other, bet_amount: 0 },
        { ...other, event_id: 'rest', gain_amount: 0 },
      ],
    ],
    // the stake of one is what its gain lacks: ggr is the player's net
    [third, [{ ...third, gain_amount: third.gain_amount + 1 }]],
  ] as const) {
    await spoil(engine, bet, change);
    engine.clock.now += 60_000;
    expect((await engine.reconcile()).exitCode).toBe(5);
    await assertVerifiedIsEqual(engine);
    expect((await engine.reconcile({ isRepair: true })).exitCode).toBe(0);
    expect(await isEqual(engine)).toBe(true);
  }
});

const open = () =>
  openEngine({
    start: '2025-03-01T06:00:00Z',
    now: '2025-03-01T11:02:00',
    vendor: { betsPerHour: 4, from: START / 1000 },
  });

/** As if nothing had ever been read: a store a run would cost more than the run. */
async function begin({ vendor, warehouse, clock }: Engine): Promise<void> {
  vendor.faults.clear();
  clock.now = at('2025-03-01T11:02:00');
  const { db } = warehouse;
  await warehouse.write(db, () =>
    db.run(
      'delete from pv.bets; delete from sync.windows; delete from sync.checks; delete from sync.revisions',
    ),
  );
}

function books({ vendor }: Engine): readonly Bet[] {
  const from = START / 1000;
  return vendor.bets(from, from + HOURS * HOUR_S) as unknown as readonly Bet[];
}

/** From now on the vendor's report says otherwise of one bet, its totals do not. */
function lie(
  engine: Engine,
  bet: Bet,
  { change, times }: { readonly change: readonly Bet[]; readonly times: number },
): void {
  let left = times;
  const edit = (text: string, { body }: DemoRequest): string => {
    const { data, ...rest } = JSON.parse(text) as Answer;
    const { data: asked } = body as { data: { time_start: number; time_end: number } };
    const isAsked = ({ end_at }: Bet) => end_at >= asked.time_start && end_at <= asked.time_end;
    const touches = isAsked(bet) || change.some(isAsked);
    if (!touches || left <= 0) return text;
    left -= 1;
    const others = data.items.filter(({ event_id }) => event_id !== bet.event_id);
    const items = [...others, ...change.filter(isAsked)].sort((a, b) => a.end_at - b.end_at);
    return JSON.stringify({ ...rest, data: { ...data, items, total: items.length } });
  };
  engine.vendor.faults.add({ kind: 'edited', path: HISTORY, times: Infinity, edit });
}

/** The store holds other rows than were read. */
async function spoil({ warehouse }: Engine, bet: Bet, change: readonly Bet[]): Promise<void> {
  const { db } = warehouse;
  await warehouse.write(db, async () => {
    await db.run(
      `create or replace temp table one as select * from pv.bets where event_id = '${bet.event_id}'`,
    );
    await db.run(`delete from pv.bets where event_id = '${bet.event_id}'`);
    for (const { event_id, end_at, bet_amount, gain_amount } of change) {
      const hour = end_at - (end_at % HOUR_S);
      const moved = end_at === bet.end_at ? '' : `, make_timestamp(${hour}000000) as window_start`;
      await db.run(`insert into pv.bets by name select * replace ('${event_id}' as event_id,
        make_timestamp(${end_at}000000) as end_at, ${bet_amount / 1000} as bet_amount,
        ${gain_amount / 1000} as gain_amount${moved}) from one`);
    }
    return 0;
  });
}

const rowsOf = (engine: Engine) =>
  engine.rows(
    `select event_id, epoch(end_at)::bigint::varchar as end_at, (bet_amount * 1000)::bigint::varchar as bet_amount,
            (gain_amount * 1000)::bigint::varchar as gain_amount, epoch(window_start)::bigint::varchar as hour
       from pv.bets where window_start < '2025-03-01 11:00:00' order by all`,
  );
const asRow = ({ event_id, end_at, bet_amount, gain_amount }: Bet) => ({
  event_id,
  end_at: `${end_at}`,
  bet_amount: `${bet_amount}`,
  gain_amount: `${gain_amount}`,
  hour: `${end_at - (end_at % HOUR_S)}`,
});
const sorted = (rows: readonly object[]) => rows.map((row) => JSON.stringify(row)).sort();

async function isEqual(engine: Engine): Promise<boolean> {
  const ours = sorted(await rowsOf(engine));
  return JSON.stringify(ours) === JSON.stringify(sorted(books(engine).map(asRow)));
}

/** Every window that says it is verified has the vendor's rows. */
async function assertVerifiedIsEqual(engine: Engine): Promise<void> {
  const verified = await engine.rows(
    `select epoch(window_start)::bigint::varchar as hour from sync.windows
      where stream = 'pv.bets' and state = 'verified' and window_end - window_start = interval 1 hour`,
  );
  const hours = new Set(verified.map(({ hour }) => String(hour)));
  const inHours = (rows: readonly { readonly hour?: unknown }[]) =>
    sorted(rows.filter(({ hour }) => hours.has(String(hour))));
  expect(inHours(await rowsOf(engine))).toEqual(inHours(books(engine).map(asRow)));
}

const differing = (engine: Engine) =>
  engine.value(`select count(*) from sync.windows where state in ('mismatch', 'failed')`);
