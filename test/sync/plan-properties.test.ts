/** The plan for any ledger: disjoint windows that keep the rules, after which nothing is due. */
import { describe, expect, test } from 'vitest';
import { contains, intersect, overlaps, span, subtract } from '../../src/contract/intervals.ts';
import { isHeld, type LedgerWindow } from '../../src/contract/ledger.ts';
import { plan } from '../../src/sync/plan.ts';
import fc from '../support/properties.ts';

const HOUR = 3_600_000;
const rules = { unitMs: HOUR, pageSize: 2000 };
const at = (text: string) => Date.parse(`2025-03-01T${text}Z`);
const window = (from: string, to: string) => ({ start: at(from), end: at(to) });
const minute = 60_000;
const someLedger = fc
  .array(
    fc.tuple(fc.nat(3), fc.constantFrom('loaded', 'failed', 'verified'), fc.nat(30), fc.nat(240)),
    {
      maxLength: 20,
    },
  )
  .map((steps) => {
    const ledger: LedgerWindow[] = [];
    let start = at('00:00:00');
    for (const [gap, state, length, age] of steps) {
      start += gap * 17 * minute;
      const end = Math.min(
        start + (length + 1) * 2 * minute,
        (Math.floor(start / HOUR) + 1) * HOUR,
      );
      const fetchedAt = state === 'failed' ? null : end + age * minute;
      ledger.push({
        start,
        end,
        state: state as LedgerWindow['state'],
        fetchedAt,
        reach: fetchedAt,
        received: 5,
      });
      start = end;
    }
    return ledger;
  });

describe('for any ledger', () => {
  const range = window('00:00:00', '23:00:00');
  const until = at('20:30:00');

  test('planned windows are disjoint, keep the rules, end before now - lag, and split no ledger window', () => {
    fc.assert(
      fc.property(someLedger, fc.constantFrom('missing', 'all', 'failed'), (ledger, only) => {
        const windows = plan({ range, ledger, rules, until, only });
        expect(span(windows)).toBe(windows.reduce((n, w) => n + w.end - w.start, 0));
        for (const w of windows) {
          expect(w.end - w.start).toBeLessThanOrEqual(HOUR);
          for (const h of ledger.filter(isHeld).filter((h) => h.end <= until && overlaps(h, w))) {
            expect(contains(w, h)).toBe(true);
          }
        }
      }),
    );
  });

  test('after the plan is carried out nothing is due', () => {
    fc.assert(
      fc.property(someLedger, (ledger) => {
        const windows = plan({ range, ledger, rules, until, only: 'missing' });
        const after = [
          ...ledger.filter((l) => isHeld(l) && !windows.some((w) => contains(w, l))),
          ...windows.map((w) => ({
            ...w,
            state: 'loaded' as const,
            fetchedAt: until + minute,
            reach: until + minute,
            received: 1,
          })),
        ];
        expect(plan({ range, ledger: after, rules, until, only: 'missing' })).toEqual([]);
        expect(subtract([{ ...range, end: until }], after)).toEqual([]);
      }),
    );
  });

  test('what is held for good is never asked for again', () => {
    fc.assert(
      fc.property(someLedger, (ledger) => {
        const windows = plan({ range, ledger, rules, until, only: 'missing' });
        const final = ledger.filter(
          (l) => isHeld(l) && (l.fetchedAt ?? 0) >= (Math.floor(l.start / HOUR) + 1) * HOUR,
        );
        expect(intersect(windows, final)).toEqual([]);
      }),
    );
  });
});
