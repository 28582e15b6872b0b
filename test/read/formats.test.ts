/** What other programs read of a result: values as JSON, CSV and Parquet, each read by somebody else's reader. */
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects } from 'hyparquet';
import { expect, onTestFinished, test } from 'vitest';
import { Database } from '../../src/load/database.ts';
import { openEngine } from '../../src/load/engine.ts';
import { writeCsv, writeJson } from '../../src/read/formats.ts';
import { parquetSelect } from '../../src/read/parquet.ts';
import { runWhole } from '../../src/read/result.ts';
import { temporaryFolder } from '../support/ggr.ts';

async function openDatabase(): Promise<Database> {
  const instance = await openEngine({ threads: '2', preserve_insertion_order: 'false' });
  const db = new Database(await instance.connect());
  onTestFinished(() => {
    db.connection.closeSync();
    instance.closeSync();
  });
  return db;
}

async function written(write: typeof writeCsv, sql: string): Promise<string> {
  const pieces: string[] = [];
  const sink = {
    write: async (text: string) => void pieces.push(`${text}\n`),
    end: async () => {},
  };
  await write(await runWhole(await openDatabase(), sql), sink);
  return pieces.join('');
}
const json = async (sql: string) => JSON.parse(await written(writeJson, sql))[0];

test('timestamps of seconds, milliseconds and nanoseconds have T and Z in JSON, also within lists, structs and maps', async () => {
  expect(
    await json(`select timestamp_s '2025-03-01 04:05:06'            as s,
                       timestamp_ms '2025-03-01 04:05:06.007'       as ms,
                       timestamp_ns '2025-03-01 04:05:06.000000007' as ns,
                       timestamp_ns '1969-12-31 23:59:59.999999999' as before,
                       timestamptz '2025-03-01 04:05:06+02'         as tz,
                       [timestamp_s '2025-03-01 04:05:06']          as list,
                       {'at': timestamp_ns '2025-03-01 04:05:06'}   as struct,
                       map {timestamp_ms '2025-03-01 04:05:06': 1}  as map`),
  ).toEqual({
    s: '2025-03-01T04:05:06Z',
    ms: '2025-03-01T04:05:06.007Z',
    ns: '2025-03-01T04:05:06.000000007Z',
    before: '1969-12-31T23:59:59.999999999Z',
    tz: '2025-03-01T02:05:06Z',
    list: ['2025-03-01T04:05:06Z'],
    struct: { at: '2025-03-01T04:05:06Z' },
    map: [{ key: '2025-03-01T04:05:06Z', value: 1 }],
  });
});

test('infinity is infinity for dates and timestamps of every precision, and years of any size are ISO 8601', async () => {
  const types = ['date', 'timestamp', 'timestamp_s', 'timestamp_ms', 'timestamp_ns', 'timestamptz'];
  const columns = types.map(
    (type) => `'infinity'::${type} as ${type}, '-infinity'::${type} as ${type}_less`,
  );
  const row = await json(`select ${columns.join(', ')}`);
  expect(row).toEqual(
    Object.fromEntries(
      types.flatMap((type) => [
        [type, 'infinity'],
        [`${type}_less`, '-infinity'],
      ]),
    ),
  );
  expect(
    await json(`select date '0044-03-15 (BC)' as ides, date '20000-02-29' as far, date '0000-01-01' as zero,
                       timestamp '290000-01-01' as last, timestamp '0044-03-15 (BC) 12:00:00' as noon`),
  ).toEqual({
    ides: '-000043-03-15',
    far: '+020000-02-29',
    zero: '0000-01-01',
    last: '+290000-01-01T00:00:00Z',
    noon: '-000043-03-15T12:00:00Z',
  });
});

test('CSV tells NULL from an empty text, for a reader that looks at quotes', async () => {
  const text = await written(
    writeCsv,
    `select null as nothing, '' as empty, ',' as comma, 'a"b' as quote, e'x\\ny' as lines, 'NULL' as word`,
  );
  expect(text.split('\n')[1]).toBe(',"",",","a""b","x');
  const [, row] = parse(text, {
    cast: (value, { quoting }) => (value === '' && !quoting ? null : value),
  });
  expect(row).toEqual([null, '', ',', 'a"b', 'x\ny', 'NULL']);
});

async function parquet(sql: string) {
  const db = await openDatabase();
  const path = join(temporaryFolder(), 'out.parquet');
  await db.run(`copy (${await parquetSelect(db, sql)}) to '${path}' (format parquet)`);
  const file = await asyncBufferFromFile(path);
  return {
    rows: await parquetReadObjects({ file }),
    schema: (await parquetMetadataAsync(file)).schema,
  };
}

test('timestamps in Parquet are instants of UTC, also within lists and structs, and integers of 128 bits keep their digits', async () => {
  const { rows, schema } = await parquet(
    `select timestamp '2025-03-01 04:05:06.789'         as at,
            timestamp_s '2025-03-01 04:05:06'           as s,
            timestamp_ms '2025-03-01 04:05:06.007'      as ms,
            [timestamp '2025-03-01 04:05:06']           as list,
            {'timestamp': timestamp '2025-03-01'}       as struct,
            date '2025-03-01'                           as day,
            9007199254740993::hugeint                   as huge,
            cast(1.5 as decimal(38, 4))                 as amount;`,
  );
  const times = schema.filter(({ logical_type }) => logical_type?.type === 'TIMESTAMP');
  expect(times.map(({ logical_type }) => logical_type)).toEqual(
    Array.from({ length: 5 }, () => expect.objectContaining({ isAdjustedToUTC: true })),
  );
  expect(schema.find(({ name }) => name === 'huge')?.logical_type).toMatchObject({
    type: 'DECIMAL',
    scale: 0,
    precision: 38,
  });
  expect(rows).toEqual([
    {
      at: new Date('2025-03-01T04:05:06.789Z'),
      s: new Date('2025-03-01T04:05:06Z'),
      ms: new Date('2025-03-01T04:05:06.007Z'),
      list: [new Date('2025-03-01T04:05:06Z')],
      struct: { timestamp: new Date('2025-03-01T00:00:00Z') },
      day: new Date('2025-03-01T00:00:00Z'),
      huge: 9_007_199_254_740_992, // hyparquet reads decimals as numbers
      amount: 1.5,
    },
  ]);
});

test('Parquet keeps the order of the statement and tells columns of one name apart', async () => {
  const { rows } = await parquet(
    "select i as a, -i as a, timestamp_s '2025-03-01' as t from range(300000) r(i) order by i desc",
  );
  expect(rows.length).toBe(300_000);
  expect(rows.every((row, i) => Number(row.a) === 299_999 - i)).toBe(true);
  expect(Object.keys(rows[0] ?? {})).toEqual(['a', 'a:1', 't']);
});

test('nanoseconds are refused for Parquet with what to write instead, in a list, too', async () => {
  for (const value of [`timestamp_ns '2025-03-01'`, `[timestamp_ns '2025-03-01']`]) {
    await expect(parquet(`select ${value} as at_ns`)).rejects.toThrow(
      /column at_ns: .*nanoseconds/,
    );
  }
  const names = `select 'a'::enum ('a', 'TIMESTAMP_NS') as e, {'TIMESTAMP_NS': 1} as s`;
  expect((await parquet(names)).rows).toEqual([{ e: 'a', s: { TIMESTAMP_NS: 1 } }]);
});
