/** Fields that several of WM's reports have (wm.txt; NOTES.md): every value is a string, numbers included. */
import * as z from 'zod';
import { Refusal } from '../../contract/errors.ts';
import { type Amount, amountFromDecimal } from '../../transform/money.ts';

/** Some gateways send numbers where the document says Integer: both are taken as text. */
export const text = z.union([z.string(), z.number().transform(String)]);
export const optional = text.nullish();

/** The bet key is betId in practice, betid in the document. */
export const betKey = { betId: optional, betid: optional };
export const betKeyFields = ['betId', 'betid'];

/** Alternative names, and what a game may not have: no page misses them. */
export const betMayLack = [
  ...betKeyFields,
  'event',
  'eventChild',
  'round',
  'subround',
  'tableId',
  'beforeCash',
  'slotGameId',
];

export function betIdOf({ betId, betid }: z.infer<z.ZodObject<typeof betKey>>): string {
  const id = betId || betid;
  if (!id) throw new Refusal('betId', 'missing');
  return id;
}

/** Where a bet was made: game, shoe and round, table. */
export const place = {
  gid: text,
  event: optional,
  eventChild: optional,
  round: optional,
  subround: optional,
  tableId: optional,
  gname: optional,
};
export const placeColumns = {
  gid: 'VARCHAR',
  event: 'VARCHAR',
  event_child: 'VARCHAR',
  table_id: 'VARCHAR',
  gname: 'VARCHAR',
} as const;

/** How these fields of ordinary records become them. */
export const plainPlace = {
  gid: 'text',
  event: { as: 'text', of: ['event', 'round'] },
  event_child: { as: 'text', of: ['eventChild', 'subround'] },
  table_id: { as: 'text', of: ['tableId'] },
  gname: 'text',
} as const;
export const plainBetId = { as: 'text', of: betKeyFields, skipsEmpty: true } as const;

/** event and round, eventChild and subround are the same thing twice (wm.txt, 2018/04/09). */
export function placeOf(record: z.infer<z.ZodObject<typeof place>>) {
  const { gid, gname, event, round, eventChild, subround, tableId } = record;
  return {
    gid,
    gname: gname ?? null,
    event: event ?? round ?? null,
    event_child: eventChild ?? subround ?? null,
    table_id: tableId ?? null,
  };
}

/** An amount that cannot be negative. Throws Refusal. */
export function stakeOf(value: string, field: string): Amount {
  const amount = amountFromDecimal(value, field);
  if (amount < 0n) throw new Refusal(field, 'below zero');
  return amount;
}

export function optionalAmount(value: string | null | undefined, field: string): Amount | null {
  return value === null || value === undefined ? null : amountFromDecimal(value, field);
}
