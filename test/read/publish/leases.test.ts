/** Which snapshots stay: the newest two, and those that somebody reads. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { expect, test } from 'vitest';
import { removeUnused, takeLease } from '../../../src/read/publish/leases.ts';
import { Place } from '../../../src/read/publish/place.ts';
import { temporaryFolder } from '../../support/ggr.ts';

/** Snapshots 1 to 5 without content; `current` leads to the last. */
function placeOfFive(): Place {
  const place = new Place(join(temporaryFolder(), 'published'));
  for (let number = 1; number <= 5; number += 1) {
    mkdirSync(place.folder(number));
    writeFileSync(join(place.folder(number), 'analytics.duckdb'), '');
  }
  symlinkSync('5', join(place.dir, 'current'));
  return place;
}

test('without readers the newest two stay', () => {
  const place = placeOfFive();
  removeUnused(place);
  expect(place.numbers()).toEqual([4, 5]);
});

test('a leased one stays until it is released', () => {
  const place = placeOfFive();
  const lease = takeLease(place.dir);
  expect(lease).toMatchObject({ number: 5, folder: place.folder(5) });
  mkdirSync(place.folder(6));
  mkdirSync(place.folder(7));
  removeUnused(place);
  expect(place.numbers()).toEqual([5, 6, 7]);
  lease?.release();
  lead(place, 7);
  removeUnused(place);
  expect(place.numbers()).toEqual([6, 7]);
});

test('a lease of a process that is gone holds nothing, even where another process has its pid now', () => {
  const place = placeOfFive();
  mkdirSync(join(place.dir, 'leases'));
  for (const name of [`1.${process.pid}.1.a`, '2.4194303.1.b', '3..x', 'no lease']) {
    writeFileSync(join(place.dir, 'leases', name), '');
  }
  removeUnused(place);
  expect(place.numbers()).toEqual([4, 5]);
  expect(readdirSync(join(place.dir, 'leases'))).toEqual([]);
});

test('one whose reader is there and hidden, as units of systemd are to each other, stays', () => {
  const place = placeOfFive();
  mkdirSync(join(place.dir, 'leases'));
  for (const name of ['1.11.500.a', '2.12.500.b']) {
    writeFileSync(join(place.dir, 'leases', name), '');
  }
  removeUnused(place, { startOf: () => undefined, isThere: (pid) => pid === 11 });
  expect(place.numbers()).toEqual([1, 4, 5]);
});

test('one that another process has open in DuckDB stays until it is closed', async () => {
  const place = placeOfFive();
  const made = await DuckDBInstance.create(join(place.folder(1), 'open.duckdb'));
  made.closeSync();
  const script = `
    import { renameSync } from 'node:fs';
    import { DuckDBInstance } from '@duckdb/node-api';
    const [from, to] = process.argv.slice(1);
    renameSync(from, to);
    await DuckDBInstance.create(to, { access_mode: 'READ_ONLY' });
    console.log('open');
    setInterval(() => {}, 1000);`;
  const file = (name: string) => join(place.folder(1), name);
  const args = ['--input-type=module', '-e', script, file('open.duckdb'), file('analytics.duckdb')];
  const reader = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(reader.stdout, 'data');
  removeUnused(place);
  expect(place.numbers()).toEqual([1, 4, 5]);
  reader.kill('SIGKILL');
  await once(reader, 'exit');
  removeUnused(place);
  expect(place.numbers()).toEqual([4, 5]);
});

function lead(place: Place, number: number): void {
  rmSync(join(place.dir, 'current'));
  symlinkSync(String(number), join(place.dir, 'current'));
}
