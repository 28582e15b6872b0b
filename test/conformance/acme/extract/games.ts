/** `acme.games`: the list of games, each time we look (acme.txt 4). */
import * as z from 'zod';
import { defineStream, type Page, type ReadContext } from '../../../../src/contract/stream.ts';
import { DAY_MS } from '../../../../src/transform/time.ts';
import { callAcme } from './client.ts';
import { acme } from './vendor.ts';

const game = z.object({
  id: z.string().min(1),
  title: z.string(),
  kind: z.string(),
  /** The day on which we looked, epoch ms; the answer does not say. */
  seen_on: z.int(),
});

const list = z.object({ games: z.array(z.unknown()) });

/** One row a game and day. */
export const acmeGames = defineStream({
  name: 'acme.games',
  vendor: acme,
  table: 'acme.games',
  columns: { id: 'VARCHAR', title: 'VARCHAR', kind: 'VARCHAR', seen_on: 'TIMESTAMP' },
  key: ['id', 'seen_on'],
  eventTime: 'seen_on',
  mode: 'upsert',
  windows: { unitMs: DAY_MS, isInstant: true, pageSize: Number.POSITIVE_INFINITY },
  record: game,
  toRow: ({ id, title, kind, seen_on }) => ({ id, title, kind, seen_on: BigInt(seen_on) * 1000n }),
  read,
});

async function* read(context: ReadContext): AsyncGenerator<Page> {
  const { games } = await callAcme({ ...context, path: '/v1/games', answer: list });
  const seen_on = Math.floor(context.net.now() / DAY_MS) * DAY_MS;
  const records = games.map((each) =>
    typeof each === 'object' && each !== null ? { ...each, seen_on } : each,
  );
  yield { records, total: undefined };
}
