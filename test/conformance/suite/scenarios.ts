/** What every stream must bear, as data. Expectations come from the model. */
import { expect } from 'vitest';
import type { AnyStream } from '../../../src/contract/stream.ts';
import { breakOff, busyAbove, dieEverywhere } from './acts.ts';
import type { Adapter } from './adapter.ts';
import { openCase, replay } from './open-case.ts';
import { pageScenarios } from './page-scenarios.ts';
import type { Scenario } from './scenario.ts';
import { FEW, many } from './sizes.ts';

const everyStream = () => true;
const comesAndGoes = (_: AnyStream, { fixed }: Adapter) => fixed === undefined;

export const scenarios: readonly Scenario[] = [
  {
    title: 'is read whole, page by page, to the last column',
    isFor: everyStream,
    play: async (made) => {
      made.write(many(made.stream));
      const counts = await made.expectRead();
      expect(counts.inserted).toBe(counts.received);
    },
  },
  {
    title: 'changes nothing when it is read again',
    isFor: everyStream,
    play: async (made) => {
      made.write(FEW);
      await made.expectRead();
      const counts = await made.expectRead();
      expect(counts).toMatchObject({ updated: 0, withdrawn: 0 });
      if (!made.stream.key.includes('asked_at')) expect(counts.inserted).toBe(0);
    },
  },
  {
    title: 'takes a changed record over, and keeps what it said before',
    isFor: everyStream,
    play: async (made) => {
      made.write(FEW);
      await made.expectRead();
      made.change(1, made.adapter.changed);
      const { updated, inserted } = await made.expectRead();
      expect(updated + inserted).toBeGreaterThan(0);
    },
  },
  {
    title: 'takes a late record over',
    isFor: comesAndGoes,
    play: async (made) => {
      made.write(FEW);
      await made.expectRead();
      made.add();
      await made.expectRead();
    },
  },
  {
    title: 'lets go of a record that the vendor took back, if a read is all there is',
    isFor: comesAndGoes,
    play: async (made) => {
      made.write(FEW);
      await made.expectRead();
      made.remove(1);
      await made.expectRead();
    },
  },
  {
    title: 'is not emptied by one answer that lacks it: the read is doubted and made again',
    isFor: ({ mode, isSnapshot }, adapter) =>
      mode === 'replace' && !isSnapshot && adapter.fixed === undefined && !adapter.isFilled,
    play: async (made) => {
      made.narrow();
      made.write(FEW);
      await made.expectRead();
      const before = made.lab.puppet.requests.length;
      await made.expectRead();
      const calls = made.lab.puppet.requests.length - before;
      made.lab.book.hides = 1;
      expect(await made.expectRead()).toMatchObject({ withdrawn: 0 });
      expect(made.lab.puppet.requests.length - before).toBeGreaterThan(2 * calls);
    },
  },
  {
    title: 'never takes an older version for a newer one',
    isFor: ({ version }) => version !== undefined,
    play: async (made) => {
      made.write(FEW);
      await made.expectRead();
      const { older } = made.adapter;
      if (!older) throw new Error(`${made.stream.name} has versions: its adapter needs \`older\``);
      made.change(1, older);
      expect(await made.expectRead()).toMatchObject({ updated: 0 });
    },
  },
  {
    title: 'sets a record aside that cannot be read, and nothing else',
    isFor: everyStream,
    play: async (made) => {
      made.write(FEW);
      await made.expectRead();
      made.spoil(1);
      expect(await made.expectRead()).toMatchObject({ quarantined: 1, withdrawn: 0 });
      const { db } = made.lab.warehouse;
      const kept = await db.many(
        `select raw from sync.rejects where account = '${made.account.name}'`,
      );
      const sent = made.entries.find(({ n }) => n === 1)?.record ?? {};
      expect(kept).toHaveLength(1);
      expect(JSON.parse(String(kept[0]?.raw))).toMatchObject(sent);
    },
  },
  {
    title: 'holds no part of what broke off in the middle, and is whole after the next read',
    isFor: everyStream,
    play: async (made) => {
      made.write(many(made.stream));
      await breakOff(made);
      await made.pull('due');
      made.readModel();
      await made.expectRows();
    },
  },
  {
    title: 'is the same after a death between any two steps of a first read',
    // the others begin in the same way: the next scenario kills them in a read that does more
    isFor: ({ windows, callsPer }) => !windows?.isInstant && !callsPer,
    play: async (made) => {
      made.narrow();
      made.write(FEW);
      await dieEverywhere(made);
    },
  },
  {
    title:
      'is the same after a death between any two steps of a read that adds, changes and takes back',
    isFor: everyStream,
    play: async (made) => {
      made.narrow();
      made.write(FEW);
      await made.expectRead();
      made.change(0, made.adapter.changed);
      if (made.adapter.fixed === undefined) {
        made.add();
        made.remove(1);
      }
      await dieEverywhere(made);
    },
  },
  {
    title: 'is asked for in halves where the vendor is too slow for the whole',
    isFor: ({ windows }) => windows?.leastMs !== undefined,
    play: async (made) => {
      made.write(FEW);
      const longestMs = (made.units[0].end - made.units[0].start) / 4;
      replay(made.lab, busyAbove(made, longestMs));
      const windows = (await made.pull()).outcomes[0]?.loaded ?? 0;
      expect(windows).toBeGreaterThanOrEqual(8);
      made.readModel();
      await made.expectRows();
    },
  },
  {
    title: 'keeps two accounts with the same ids apart',
    isFor: everyStream,
    play: async (made) => {
      const other = await openCase(made.lab, made.stream);
      for (const each of [made, other]) each.write(FEW);
      await made.expectRead();
      await other.expectRead();
      made.change(1, made.adapter.changed);
      if (made.adapter.fixed === undefined) made.remove(2);
      await made.expectRead();
      await other.expectRows();
    },
  },
  ...pageScenarios,
];
