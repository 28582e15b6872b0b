/** Runs every scenario over every stream of a house. */
import { afterAll, beforeAll, describe, test, vi } from 'vitest';
import type { House } from './adapter.ts';
import { type Lab, openLab, streamOf } from './lab.ts';
import { openCase } from './open-case.ts';
import { scenarios } from './scenarios.ts';

export function runHouse(house: House): void {
  let lab: Lab;
  beforeAll(async () => {
    lab = await openLab(house);
  });
  afterAll(async () => {
    vi.restoreAllMocks();
    await lab.close();
  });
  for (const adapter of house.adapters) {
    const stream = streamOf(adapter.stream);
    describe(stream.name, () => {
      for (const { title, isFor, play } of scenarios) {
        if (isFor(stream, adapter)) test(title, async () => play(await openCase(lab, stream)));
      }
    });
  }
}
