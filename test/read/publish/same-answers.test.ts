/** A snapshot says what the store says, to the last row of every view, and costs what changed. */
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { catalogue } from '../../../src/catalogue.ts';
import { publish, type SnapshotInfo } from '../../../src/read/publish.ts';
import { DAY_MS } from '../../../src/transform/time.ts';
import { at } from '../../support/engine.ts';
import { FIRST_SYNC, LATER, startStory } from '../../support/published-story.ts';
import { expectSame, openSnapshot } from '../../support/snapshot.ts';

let story: Awaited<ReturnType<typeof startStory>>;
beforeAll(async () => {
  story = await startStory();
});
afterAll(() => story.close());

const INSTANTS = ['2025-03-11 03:00:01', '2025-03-11 05:30:00'];
const publishNow = (more: { merges?: boolean } = {}) =>
  publish(story.warehouse, { dir: story.dir, catalogue, now: () => story.clock.now, ...more });

async function expectSameAsStore({ folder }: SnapshotInfo): Promise<number> {
  const snapshot = await openSnapshot(folder);
  try {
    return await expectSame(story.warehouse.db, snapshot.db, INSTANTS);
  } finally {
    snapshot.close();
  }
}

/** Of the Parquet files of a snapshot: which file of the disk each is. */
function inodesOf({ folder }: SnapshotInfo): Map<string, number> {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return new Map(
    files
      .filter((file) => file.endsWith('.parquet'))
      .map((file) => [file, statSync(join(folder, file)).ino]),
  );
}

/** Names of the files of `after` that `before` has not. */
function anew(before: SnapshotInfo, after: SnapshotInfo): string[] {
  const had = new Set(inodesOf(before).values());
  return [...inodesOf(after)].filter(([, ino]) => !had.has(ino)).map(([file]) => file);
}

let first: SnapshotInfo;
let second: SnapshotInfo;

test('an empty store has a snapshot whose every table, view, macro and comment is there', async () => {
  await expectSameAsStore(await publishNow());
});

test('every vendor, the wallet, tips, refusals and open bets read the same', async () => {
  const { pv } = story.vendors;
  const [bad] = pv.bets(FIRST_SYNC / 1000 - 7200, FIRST_SYNC / 1000 - 3600);
  const amount = (record: object) => ({ ...record, bet_amount: 1.5 });
  pv.misbehave.malformed.set(bad?.event_id ?? '', amount);
  await story.sync();
  await story.play(40);
  first = await publishNow();
  expect(await expectSameAsStore(first)).toBeGreaterThan(2000);
  expect(await publishNow()).toEqual({ ...first, isNew: false, files: 0, rows: 0 });
});

test('bets that were judged again, changed, withdrawn and came late read the same, and only their hours are written', async () => {
  const { pv, wm } = story.vendors;
  story.clock.now = LATER;
  const [changed, dropped] = pv.bets(
    at('2025-03-10T20:00:00') / 1000,
    at('2025-03-10T21:00:00') / 1000,
  );
  pv.misbehave.amended.set(changed?.event_id ?? '', { gain_amount: 123_450 });
  pv.misbehave.withdrawn.add(dropped?.event_id ?? '');
  const [judged] = wm.bets(at('2025-03-10T02:00:00'), at('2025-03-10T12:00:00'));
  wm.misbehave.resettle(judged?.betId ?? '', { winLoss: 777_0000n }, LATER - 3_600_000);
  await story.readAgain({ start: at('2025-03-10T20:00:00'), end: at('2025-03-10T21:00:00') });
  await story.sync();
  await story.play(5);
  second = await publishNow();
  await expectSameAsStore(second);
  const revised = await story.warehouse.db.many('select distinct stream from sync.revisions');
  expect(revised.map(({ stream }) => stream)).toEqual(
    expect.arrayContaining(['pv.bets', 'wm.bets']),
  );
  const files = anew(first, second).filter((file) => /^(pv|wm)\/bets\//.test(file));
  expect(files).toContain('pv/bets/2025-03-10T20.parquet');
  expect(files).not.toContain('pv/bets/2025-03-10T21.parquet');
  expect(files.filter((file) => file < 'pv/bets/2025-03-11')).toEqual([
    'pv/bets/2025-03-10T20.parquet',
  ]);
  expect(files.filter((file) => /wm.bets.2025-03-10/.test(file))).toHaveLength(1);
});

test('whoever has an old snapshot open reads what it always said', async () => {
  const old = await openSnapshot(first.folder);
  try {
    const before = await old.rows('select * from ggr.daily order by all');
    story.clock.now += 60_000;
    await story.play(5);
    const third = await publishNow();
    const files = anew(second, third);
    expect(files.filter((file) => file.startsWith('wallet/ledger/'))).toHaveLength(1);
    expect(await old.rows('select * from ggr.daily order by all')).toEqual(before);
    expect(await old.rows('select as_of::varchar as as_of from ggr.snapshot')).toEqual([
      { as_of: '2025-03-11 03:00:00' },
    ]);
  } finally {
    old.close();
  }
});

test('hours of closed days become days, days of closed months months, and the answers stay', async () => {
  story.clock.now = LATER + 2 * DAY_MS;
  const days = await publishNow({ merges: true });
  expect(readdirSync(join(days.folder, 'pv/bets')).sort()).toEqual([
    '2025-03-10.parquet',
    '2025-03-11.parquet',
  ]);
  story.clock.now = at('2025-04-05');
  const months = await publishNow({ merges: true });
  expect(readdirSync(join(months.folder, 'pv/bets'))).toEqual(['2025-03.parquet']);
  await expectSameAsStore(months);
  expect(await publishNow({ merges: true })).toMatchObject({ isNew: false });
});
