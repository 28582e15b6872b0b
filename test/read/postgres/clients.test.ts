/**
 * Real clients, as Debian has them (.ci/install-clients.sh), against one snapshot of a story with every vendor; and
 * all of them while the store is pulled into at full speed. GGR_PG_CLIENT_QUERIES=200 makes each ask so often, and
 * prints the table of docs/connect.md.
 */
import { mkdirSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { catalogue } from '../../../src/catalogue.ts';
import { takeLease } from '../../../src/read/publish/leases.ts';
import { makePublisher } from '../../../src/read/publisher.ts';
import { startWire } from '../../support/postgres.ts';
import { startStory } from '../../support/published-story.ts';
import * as drivers from './clients/drivers.ts';
import * as node from './clients/node-postgres.ts';
import * as odbc from './clients/odbc.ts';
import * as pgjdbc from './clients/pgjdbc.ts';
import * as psql from './clients/psql.ts';
import * as psycopg2 from './clients/psycopg2.ts';

const { GGR_PG_CLIENT_QUERIES: asked } = process.env;
const QUERIES = Number(asked ?? 6);
const CLIENTS = { psql, 'node-postgres': node, odbc, psycopg2, pgjdbc };
/** The others say it in one run with their questions. */
const ALONE = { psql, 'node-postgres': node, odbc, drivers };

let story: Awaited<ReturnType<typeof startStory>>;
let wire: Awaited<ReturnType<typeof startWire>>;

beforeAll(async () => {
  story = await startStory();
  await story.sync();
  const { warehouse, dir } = story;
  // a reader sees the folder that there was when it started
  mkdirSync(dir, { recursive: true });
  const publisher = makePublisher({ warehouse: () => warehouse, dir, catalogue, now: Date.now });
  wire = await startWire({
    reach: [dir],
    settings: { atOnce: 2 },
    hold: async (maxAgeMs) => {
      await publisher.ensure(maxAgeMs);
      const lease = takeLease(dir);
      if (!lease) throw new Error('nothing is published');
      return lease;
    },
  });
});
afterAll(async () => {
  await wire.close();
  await story.close();
});

test.each(Object.entries(ALONE))('%s finds its way, and is answered exactly', async (_, client) => {
  await client.trySpeaking(wire.port);
});

test('all of them at once are answered while the store is pulled into: no error, no wait for it, no write', async () => {
  const range = {
    start: Date.parse('2025-03-10T00:00:00Z'),
    end: Date.parse('2025-03-11T00:00:00Z'),
  };
  let isOver = false;
  const pulling = (async () => {
    let pulls = 0;
    for (; !isOver; pulls += 1) await story.readAgain(range);
    return pulls;
  })();
  const began = performance.now();
  const asking = Object.entries(CLIENTS).map(async ([name, { askMany }]) => {
    const answers = await askMany(wire.port, QUERIES);
    const seconds = ((performance.now() - began) / 1000).toFixed(1);
    if (asked) process.stdout.write(`| ${name} | ${answers.length} | ${seconds} s |\n`);
    return answers;
  });
  const settled = await Promise.allSettled(asking);
  isOver = true;
  const pulls = await pulling;
  if (asked) process.stdout.write(`${pulls} days of windows pulled meanwhile\n`);
  expect(pulls).toBeGreaterThan(0);
  const answers = settled.map((each) => {
    if (each.status === 'rejected') throw each.reason;
    return each.value;
  });
  expect(answers.map((each) => each.length)).toEqual(answers.map(() => QUERIES));
  expect(new Set(answers.flat().map((ok) => ok.replace(/^t$/, 'true')))).toEqual(new Set(['true']));
}, 600_000);
