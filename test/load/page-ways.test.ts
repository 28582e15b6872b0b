/**
 * Pages by columns and pages by rows end in the same store: facts, revisions, quarantine, windows, fields and touched
 * hours, to the byte, whatever the reads of a window were.
 */
import { isAscii } from 'node:buffer';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { catalogue, streams } from '../../src/catalogue.ts';
import type { AnyStream } from '../../src/contract/stream.ts';
import type { Account } from '../../src/contract/vendor.ts';
import { keepOutbox } from '../../src/load/changes.ts';
import { DoubtedRead } from '../../src/load/doubt.ts';
import { VanishedFields } from '../../src/load/drift.ts';
import { KEY_INDEX } from '../../src/load/key-index.ts';
import { commitWindow } from '../../src/load/merge.ts';
import { Stage } from '../../src/load/stage.ts';
import { Warehouse } from '../../src/load/warehouse.ts';
import { toJson } from '../../src/transform/json.ts';
import { normalise } from '../../src/transform/normalise.ts';
import { PageColumns } from '../../src/transform/page-columns.ts';
import { scannerOf } from '../../src/transform/record-scanner.ts';
import { ordinaryRecordOf } from '../support/any-record.ts';
import { makeEmptyStore, ONE_THREAD } from '../support/empty-store.ts';
import { temporaryFolder } from '../support/ggr.ts';
import fc from '../support/properties.ts';

/** GGR_PAGE_RUNS=2000 tries many. */
const RUNS = Number(process.env.GGR_PAGE_RUNS ?? 8);
const START = Date.parse('2025-03-24T00:00:00Z');
const DAY_MS = 86_400_000;
const RUN = '00000000-0000-0000-0000-000000000001';
const plainStreams = streams.filter(({ plain }) => plain !== undefined);

type Pages = readonly (readonly unknown[])[];
type Way = 'columns' | 'rows';

/** One has an index of its keys from the first row on, which its files of a few keys make work; the other has none. */
const INDEXED = { fromRows: 0, tailKeys: 5, tailCommits: 3 };

/** Pages of several tables, as of a window of a hundred thousand records. */
const SMALL_TABLE = 3;

async function openStore(keyIndex = KEY_INDEX): Promise<Warehouse> {
  const path = makeEmptyStore(join(temporaryFolder(), 'ggr.duckdb'));
  const now = () => START + DAY_MS;
  const options = { catalogue, path, command: 'test', now, threads: ONE_THREAD, keyIndex };
  const warehouse = await Warehouse.open(options);
  onTestFinished(() => warehouse.close());
  await keepOutbox(warehouse, { hasCluster: true, now: START });
  return warehouse;
}

const accountOf = (name: string) =>
  ({ name, settings: { timezone: '+08:00' } }) as unknown as Account;

/** As they come from the bytes of a page, where a scanner takes those. */
function scanned(stream: AnyStream, account: Account, records: readonly unknown[]) {
  const ascii = Buffer.from(toJson(records));
  return isAscii(ascii) ? scannerOf(stream, account).scan(ascii, 0) : undefined;
}

/** One read of the window, in one of the two ways; returns what it came to. */
async function read(
  warehouse: Warehouse,
  { stream, name, pages, day }: { stream: AnyStream; name: string; pages: Pages; day: number },
  way: Way,
): Promise<unknown> {
  const account = accountOf(name);
  const columns = new PageColumns(stream, account);
  return warehouse.withConnection(async (db) => {
    await using stage = new Stage(db, stream, SMALL_TABLE);
    await stage.reset();
    for (const [i, records] of pages.entries()) {
      const page =
        way === 'columns'
          ? columns.map(scanned(stream, account, records) ?? records)
          : normalise(stream, account, records);
      await stage.append(page, i + 1);
    }
    let probe = await stage.probe();
    const split = await stage.splitKeys();
    if (split > 0 && (await stage.setAsideConflicts())) probe = await stage.probe();
    const context = {
      account: name,
      stream,
      owner: { start: START, end: START + DAY_MS },
      runId: RUN,
      fetchedAt: START + day * DAY_MS,
      now: START + day * DAY_MS,
      truncated: null,
    };
    return await commitWindow(warehouse, { stage, probe }, context).catch((error: unknown) => {
      if (error instanceof DoubtedRead || error instanceof VanishedFields) return error.message;
      throw error;
    });
  });
}

/** All that a store holds of an account. */
async function holdings(warehouse: Warehouse, { table }: AnyStream, name: string) {
  const of = (from: string) => `from ${from} where account = '${name}' order by all`;
  const texts = [
    of(table),
    of('sync.revisions'),
    of('sync.rejects'),
    of('sync.windows'),
    of('sync.drift'),
    of('sync.fields'),
  ];
  return Promise.all(texts.map((text) => warehouse.db.many(text)));
}

/** So that a scanner takes most of its pages. */
const SCANNED = 'pv.bets';

/** With texts of letters, digits and signs alone. */
function asciiOf(record: Record<string, unknown>): Record<string, unknown> {
  const plain = (value: unknown) =>
    typeof value === 'string' ? value.replaceAll(/[^ -~]|["\\]/gu, '_') : value;
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, plain(value)]));
}

/** Reads of one window: some whole, some records again, changed, late or gone. */
function readsOf(stream: AnyStream) {
  const record = fc
    .tuple(ordinaryRecordOf(stream), fc.integer({ min: 0, max: 2 }))
    .map(([made, turn]) => (turn > 0 && stream.name === SCANNED ? asciiOf(made) : made));
  const records = fc.array(record, { minLength: 4, maxLength: 8 });
  const picks = fc.array(fc.array(fc.nat(), { minLength: 1, maxLength: 4 }), {
    minLength: 1,
    maxLength: 3,
  });
  return fc
    .tuple(records, fc.array(picks, { minLength: 1, maxLength: 3 }))
    .map(([all, reads]) =>
      reads.map((pages): Pages => pages.map((page) => page.map((n) => all[n % all.length]))),
    );
}

describe.each(plainStreams.map((stream) => [stream.name, stream] as const))('%s', (_, stream) => {
  test('is stored alike by columns and by rows', async () => {
    const [one, other] = [await openStore(INDEXED), await openStore()];
    let runs = 0;
    await fc.assert(
      fc.asyncProperty(readsOf(stream), async (reads) => {
        runs += 1;
        const name = `a${runs}`; // accounts do not meet: one store serves all runs
        for (const [i, pages] of reads.entries()) {
          const job = { stream, name, pages, day: 2 + i };
          expect(await read(one, job, 'columns')).toEqual(await read(other, job, 'rows'));
        }
        expect(await holdings(one, stream, name)).toEqual(await holdings(other, stream, name));
        const touched = 'select distinct relation, hour from sync.touched order by all';
        expect(await one.db.many(touched)).toEqual(await other.db.many(touched));
        const told = `select relation, account, rows from sync.changes where account = '${name}' order by number`;
        expect(await one.db.many(told)).toEqual(await other.db.many(told));
      }),
      { numRuns: RUNS },
    );
  });
});
