/** Nothing of the catalogue is left out of the suite. */
import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { catalogue } from './acme/catalogue.ts';
import { houses } from './adapters/houses.ts';
import { streamOf } from './suite/lab.ts';
import { scenarios } from './suite/scenarios.ts';

const adapters = houses.flatMap((house) => house.adapters);

test('every stream of the catalogue has an adapter, and every adapter a stream', () => {
  const names = catalogue.streams.map(({ name }) => name);
  expect(adapters.map(({ stream }) => stream).sort()).toEqual(names.sort());
});

test('every vendor has a file that runs its streams', () => {
  const files = readdirSync(import.meta.dirname).filter((file) =>
    file.endsWith('-streams.test.ts'),
  );
  expect(files.sort()).toEqual(houses.map(({ vendor }) => `${vendor}-streams.test.ts`).sort());
});

test('every scenario is for some stream, and every stream is in most of them', () => {
  const idle = scenarios.filter(
    ({ isFor }) => !adapters.some((adapter) => isFor(streamOf(adapter.stream), adapter)),
  );
  expect(idle.map(({ title }) => title)).toEqual([]);
  for (const adapter of adapters) {
    const played = scenarios.filter(({ isFor }) => isFor(streamOf(adapter.stream), adapter));
    expect(played.length, adapter.stream).toBeGreaterThanOrEqual(7);
  }
});
