/** `acme.bets`: bets by the day on which they ended, in pages (acme.txt 3). */
import * as z from 'zod';
import { Refusal } from '../../../../src/contract/errors.ts';
import { defineStream, type Page, type ReadContext } from '../../../../src/contract/stream.ts';
import { paginate } from '../../../../src/extract/paginate.ts';
import { isJsonInteger, type JsonNumber } from '../../../../src/transform/json.ts';
import { type Amount, amountFromCents } from '../../../../src/transform/money.ts';
import { DAY_MS, iso, microsFromRfc3339 } from '../../../../src/transform/time.ts';
import { callAcme } from './client.ts';
import { acme } from './vendor.ts';

const PAGE_SIZE = 100; // the document's maximum
const PAGES_AHEAD = 2;

const cents = z.custom<JsonNumber>(isJsonInteger, 'not a whole number');

const bet = z.object({
  id: z.string().min(1),
  round: z.string(),
  player: z.string().min(1),
  game: z.string().min(1),
  staked: cents,
  won: cents,
  ended_at: z.string(),
});

const page = z.object({ total: z.int().nonnegative(), bets: z.array(z.unknown()) });

export const acmeBets = defineStream({
  name: 'acme.bets',
  vendor: acme,
  table: 'acme.bets',
  columns: {
    id: 'VARCHAR',
    round: 'VARCHAR',
    player: 'VARCHAR',
    game: 'VARCHAR',
    staked: 'DECIMAL(18,4)',
    won: 'DECIMAL(18,4)',
    ended_at: 'TIMESTAMP',
  },
  key: ['id'],
  isBet: true,
  eventTime: 'ended_at',
  mode: 'replace',
  windows: { unitMs: DAY_MS, fromUnitStart: true, pageSize: PAGE_SIZE },
  record: bet,
  toRow,
  read,
});

function read(context: ReadContext): AsyncGenerator<Page> {
  const day = iso(context.window.start).slice(0, 10);
  return paginate({
    pageSize: PAGE_SIZE,
    ahead: PAGES_AHEAD,
    fetchPage: async (number) => {
      const query = { day, page: String(number), per_page: String(PAGE_SIZE) };
      const { total, bets } = await callAcme({ ...context, path: '/v1/bets', query, answer: page });
      return { records: bets, total };
    },
  });
}

function toRow(record: z.infer<typeof bet>) {
  return {
    id: record.id,
    round: record.round,
    player: record.player,
    game: record.game,
    staked: notNegative(record.staked, 'staked'),
    won: notNegative(record.won, 'won'),
    ended_at: microsFromRfc3339(record.ended_at, 'ended_at'),
  };
}

function notNegative(value: JsonNumber, field: string): Amount {
  const amount = amountFromCents(value, field);
  if (amount < 0n) throw new Refusal(field, 'below zero');
  return amount;
}
