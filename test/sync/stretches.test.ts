/** A plan, its requests, what is lost and what is lacking: by stretches of the ledger as by each of its windows. */

import { expect, test } from 'vitest';
import { span } from '../../src/contract/intervals.ts';
import type { LedgerWindow, WindowState } from '../../src/contract/ledger.ts';
import type { WindowRules } from '../../src/contract/stream.ts';
import type { Window } from '../../src/contract/window.ts';
import { listWindows } from '../../src/load/windows.ts';
import { readLedger, type WindowedReport } from '../../src/sync/due.ts';
import { lacksOf } from '../../src/sync/gaps.ts';
import {
  believed,
  countRequests,
  expired,
  plan,
  planWithin,
  readUntil,
  rulesOf,
} from '../../src/sync/plan.ts';
import { sqlTimestamp } from '../../src/transform/time.ts';
import { openMadeUpReport, RUN } from '../support/made-up-report.ts';
import fc from '../support/properties.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const FIRST = Date.UTC(2025, 2, 1);
const DAYS = 12;
/** In the middle of an hour. */
const NOW = FIRST + DAYS * DAY + 25 * 60_000;
const MOMENT = 60_000;

interface Row extends Window {
  readonly state: WindowState;
  readonly fetched: number | null;
  readonly reach: number | null;
  readonly truncated: string | null;
}

const row = (
  start: number,
  end: number,
  state: WindowState = 'verified',
  fetched = end + 3 * HOUR,
): Row => ({
  start,
  end,
  state,
  fetched: Math.min(fetched, NOW),
  reach: Math.min(fetched, NOW),
  truncated: null,
});
const hours = (from: number, until: number, stepMs = HOUR) =>
  Array.from({ length: Math.ceil((until - from) / stepMs) }, (_, i) =>
    row(from + i * stepMs, Math.min(from + (i + 1) * stepMs, until)),
  );

/** Something odd that befalls a ledger at an instant, for so many hours. */
const ODD: Readonly<Record<string, (rows: Row[], at: number, length: number) => Row[]>> = {
  hole: (rows, at, length) => rows.filter((w) => w.end <= at || w.start >= at + length),
  failed: (rows, at) =>
    rows.map((w) => (hits(w, at) ? { ...w, state: 'failed', fetched: null, reach: null } : w)),
  'failed again': (rows, at) => rows.map((w) => (hits(w, at) ? { ...w, state: 'failed' } : w)),
  lost: (rows, at, length) =>
    rows.map((w) =>
      w.start >= at && w.end <= at + length
        ? { ...w, state: 'expired', fetched: null, reach: null }
        : w,
    ),
  differs: (rows, at) => rows.map((w) => (hits(w, at) ? { ...w, state: 'mismatch' } : w)),
  truncated: (rows, at) => rows.map((w) => (hits(w, at) ? { ...w, truncated: 'too many' } : w)),
  'read by a clock that was ahead': (rows, at) =>
    rows.map((w) => (hits(w, at) ? { ...w, fetched: NOW + HOUR } : w)),
  'read at its end': (rows, at, length) =>
    rows.map((w) =>
      w.start >= at && w.end <= at + length ? row(w.start, w.end, 'loaded', w.end) : w,
    ),
  'read before its end': (rows, at) =>
    rows.map((w) => (hits(w, at) ? row(w.start, w.end, 'loaded', w.end - MOMENT) : w)),
  'read within the lag': (rows, at, length) =>
    rows.map((w) =>
      w.start >= at && w.end <= at + length ? row(w.start, w.end, 'loaded', w.end + 5 * MOMENT) : w,
    ),
  'in slices': (rows, at) =>
    rows.flatMap((w) =>
      hits(w, at) ? hours(w.start, w.end, 20 * MOMENT).map((s) => ({ ...s, reach: s.end })) : [w],
    ),
  'across hours': (rows, at, length) =>
    ODD.hole?.(rows, at, length).concat(hours(at + 30 * MOMENT, at + Math.max(length, 2 * HOUR))) ??
    [],
  'in one piece': (rows, at, length) =>
    ODD.hole?.(rows, at, length).concat(row(at, at + length)) ?? [],
  'twice, in one piece over it': (rows, at, length) => rows.concat(row(at, at + length, 'loaded')),
};
const hits = (w: Window, at: number) => w.start <= at && at < w.end;

const ledger = fc
  .tuple(
    fc.constantFrom(HOUR, HOUR, HOUR, DAY, 6 * HOUR),
    fc.array(
      fc.tuple(
        fc.constantFrom(...Object.keys(ODD)),
        fc.integer({ min: 0, max: DAYS * 24 }),
        fc.constantFrom(1, 2, 5, 30),
      ),
      { maxLength: 5 },
    ),
  )
  .map(([stepMs, odds]) =>
    odds.reduce<Row[]>(
      (rows, [what, at, length]) => ODD[what]?.(rows, FIRST + at * HOUR, length * HOUR) ?? rows,
      hours(FIRST, NOW - 25 * MOMENT, stepMs),
    ),
  );
const rules = fc.constantFrom<WindowRules>(
  { unitMs: HOUR, pageSize: 100 },
  { unitMs: HOUR, pageSize: 100, zoneSetting: 'zone' },
  { unitMs: HOUR, pageSize: 100, retentionDays: 6 },
  { unitMs: HOUR, pageSize: 100, fromUnitStart: true },
  { unitMs: DAY, pageSize: 100, fromUnitStart: true, zoneSetting: 'zone' },
  { unitMs: DAY, pageSize: 100, days: 'so far' },
  { unitMs: DAY, pageSize: 100, days: 'closed' },
  { unitMs: 3 * DAY, pageSize: 100 },
  { unitMs: HOUR, pageSize: 100, isInstant: true },
);
const range = fc
  .tuple(
    fc.integer({ min: -48, max: DAYS * 24 + 5 }),
    fc.integer({ min: 1, max: DAYS * 24 }),
    fc.constantFrom(0, 7),
  )
  .map(([from, length, odd]) => ({
    start: FIRST + from * HOUR + odd * MOMENT,
    end: FIRST + (from + length) * HOUR + odd * MOMENT,
  }));
const asked = fc.record({
  rows: ledger,
  windows: rules,
  range,
  islands: fc.array(range, { maxLength: 3 }),
  lagSeconds: fc.constantFrom(0, 600, 7200),
  zone: fc.constantFrom('UTC', 'America/St_Johns', '+08:00'),
});

test('whatever the ledger, its stretches say what its windows say', async () => {
  const { warehouse, run, key } = await openMadeUpReport();
  const { db } = warehouse;
  await fc.assert(
    fc.asyncProperty(asked, async ({ rows, windows, range: wanted, islands, lagSeconds, zone }) => {
      await run(`delete from sync.windows; ${insert(rows, key)}`);
      const account = { name: key.account, lagSeconds, settings: { zone } };
      const stream = { name: key.stream, windows };
      const report = { account, stream } as unknown as WindowedReport;
      const leaning = { account, stream: { ...stream, after: {} } } as unknown as WindowedReport;
      const ofReport = rulesOf(report.stream, report.account);
      const until = readUntil(report.account, NOW);
      const whole = believed(await listWindows(db, key), NOW);
      const lost = { range: wanted, rules: ofReport, now: NOW };
      for (const only of ['missing', 'failed', 'all'] as const) {
        const each = only === 'all' ? wanted : undefined;
        const of = { range: wanted, rules: ofReport, until, lagMs: lagSeconds * 1000, only };
        const planned = (part: typeof whole) => {
          const due = plan({ ...of, ledger: part });
          return { due, requests: countRequests(due, part, ofReport) };
        };
        const within = (part: typeof whole) => planWithin({ ...of, ledger: part }, islands);
        const read = async (by: WindowedReport) =>
          believed(await readLedger(by, db, { now: NOW, each }), NOW);
        expect(planned(await read(report))).toEqual(planned(whole));
        expect(within(await read(leaning))).toEqual(within(whole));
      }
      const stretches = believed(await readLedger(report, db, { now: NOW }), NOW);
      expect(expired(wanted, stretches, lost)).toEqual(expired(wanted, whole, lost));
      const single = believed(await readLedger(report, db, { now: NOW, joinsExpired: false }), NOW);
      expect(lacksOf(single, wanted, ofReport)).toEqual(lacksOf(whole, wanted, ofReport));
    }),
    { numRuns: 30 },
  );
});

test('what was read within the lag of where another stream ends is due again, however long ago that is', async () => {
  const { warehouse, run, key } = await openMadeUpReport();
  const rows = hours(FIRST, FIRST + DAYS * DAY).map((w) =>
    row(w.start, w.end, 'loaded', w.end + 5 * MOMENT),
  );
  await run(insert(rows, key));
  const account = { name: key.account, lagSeconds: 7200, settings: {} };
  const stream = { name: key.stream, windows: { unitMs: HOUR, pageSize: 100 }, after: {} };
  const leaning = { account, stream } as unknown as WindowedReport;
  const due = async (ledger: readonly LedgerWindow[]) =>
    planWithin(
      {
        range: { start: FIRST, end: NOW },
        rules: stream.windows,
        until: readUntil(leaning.account, NOW),
        lagMs: 7_200_000,
        only: 'missing',
        ledger: believed(ledger, NOW),
      },
      [{ start: FIRST, end: FIRST + 6 * DAY }],
    );
  const whole = await due(await listWindows(warehouse.db, key));
  expect(whole.length).toBeGreaterThan(0);
  expect(await due(await readLedger(leaning, warehouse.db, { now: NOW }))).toEqual(whole);
});

test.each<[string, WindowRules, number]>([
  ['hours', { unitMs: HOUR, pageSize: 100 }, HOUR],
  ['looks at a report of now', { unitMs: DAY, pageSize: 100, isInstant: true }, HOUR],
])(
  'three hundred days of %s are told in as many rows as thirty days of them',
  async (_, windows, stepMs) => {
    const { warehouse, run, key } = await openMadeUpReport();
    const account = { name: key.account, lagSeconds: 600, settings: {} };
    const report = { account, stream: { name: key.stream, windows } } as unknown as WindowedReport;
    const told = async (from: number) => {
      await run(`delete from sync.windows;
      insert into sync.windows (account, stream, window_start, window_end, state, received, inserted, updated, unchanged,
                                quarantined, withdrawn, fetched_at, reach, attempts, run_id)
      select '${key.account}', '${key.stream}', make_timestamp_ms(t), make_timestamp_ms(t + ${stepMs}), 'verified', 1, 1,
             0, 0, 0, 0, make_timestamp_ms(t + ${stepMs} + 600000), make_timestamp_ms(t + ${stepMs} + 600000), 1, '${RUN}'
        from range(${from}, ${FIRST}, ${stepMs}) r(t)`);
      const rows = await readLedger(report, warehouse.db, { now: FIRST + 5 * HOUR });
      expect(span(rows)).toBe(FIRST - from);
      return rows.length;
    };
    const month = await told(FIRST - 30 * DAY);
    expect(await told(FIRST - 300 * DAY)).toBe(month);
    expect(month).toBeLessThan(110);
  },
);

function insert(
  rows: readonly Row[],
  { account, stream }: { account: string; stream: string },
): string {
  if (rows.length === 0) return '';
  const time = (at: number | null) => (at === null ? 'null' : `'${sqlTimestamp(at)}'`);
  const values = rows.map(
    ({ start, end, state, fetched, reach, truncated }, i) =>
      `('${account}', '${stream}', ${time(start)}, ${time(end)}, '${state}', ${i}, ${i}, 0, 0, 0, 0, ${time(fetched)},
        ${time(reach)}, 1, ${state === 'failed' ? "'down'" : 'null'}, ${truncated === null ? 'null' : `'${truncated}'`}, '${RUN}')`,
  );
  return `insert into sync.windows (account, stream, window_start, window_end, state, received, inserted, updated,
    unchanged, quarantined, withdrawn, fetched_at, reach, attempts, error, truncated, run_id) values ${values.join(', ')}`;
}
