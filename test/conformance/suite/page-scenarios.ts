/** What is asked page by page must bear pages that repeat, cursors that stand still, and seconds that are too full. */
import { expect } from 'vitest';
import { hasCursor } from '../../../src/contract/stream.ts';
import { sumsOf } from './case.ts';
import type { Scenario } from './scenario.ts';
import { FEW, hasPages, isNumbered, many, pageSizeOf, twoFull } from './sizes.ts';

export const pageScenarios: readonly Scenario[] = [
  {
    title: 'asks again where a full page comes twice, and is whole',
    isFor: (stream, adapter) => isNumbered(stream, adapter),
    play: async (made) => {
      made.write(twoFull(made.stream));
      made.lab.book.repeats = 1;
      await made.expectRead();
    },
  },
  {
    title: 'stores nothing of a window whose full page comes twice for ever',
    isFor: (stream, adapter) => isNumbered(stream, adapter),
    play: async (made) => {
      made.write(twoFull(made.stream));
      made.lab.book.repeats = Number.POSITIVE_INFINITY;
      const report = await made.pull();
      expect(report.exitCode).toBe(3);
      expect(report.outcomes[0]?.failures).toMatchObject([{ error: { code: 'unstable' } }]);
      const others = made.entries.filter(({ at }) => at >= made.units[1].start);
      made.readModel(made.model, others);
      await made.expectRows();
    },
  },
  {
    title: 'says that it stands still where a full page repeats its cursor, and goes on later',
    isFor: (stream) => hasCursor(stream),
    play: async (made) => {
      made.write(many(made.stream));
      made.lab.book.repeats = 1;
      const report = await made.pull('due');
      expect(report.exitCode).toBe(3);
      expect(report.outcomes[0]?.failures).toMatchObject([{ error: { code: 'unstable' } }]);
      expect(sumsOf(report).inserted).toBe(pageSizeOf(made.stream));
      made.readModel();
      await made.pull('due');
      await made.expectRows();
    },
  },
  {
    title: 'brings only what is new when it goes on, and asks no more than its last pages for it',
    isFor: (stream) => hasCursor(stream),
    play: async (made) => {
      made.write(twoFull(made.stream));
      await made.pull('due');
      made.readModel();
      made.add();
      const { received, inserted, updated } = sumsOf(await made.pull('due'));
      expect({ inserted, updated }).toEqual({ inserted: 1, updated: 0 });
      expect(received).toBeLessThanOrEqual(pageSizeOf(made.stream) + 1);
      made.readModel();
      await made.expectRows();
    },
  },
  {
    title:
      'says that it is truncated where a single second holds more than it gives, and takes nothing back',
    isFor: (stream, adapter) =>
      hasPages(stream) && !hasCursor(stream) && !isNumbered(stream, adapter),
    play: async (made) => {
      made.write(FEW);
      await made.expectRead();
      const crowd = made.units[0].start + FEW * 1000;
      made.addAt(...Array.from({ length: pageSizeOf(made.stream) }, () => crowd));
      made.remove(1);
      const report = await made.pull();
      expect(report.exitCode).toBe(3);
      expect(report.outcomes[0]?.truncations).toHaveLength(1);
      expect(sumsOf(report).withdrawn).toBe(0);
    },
  },
];
