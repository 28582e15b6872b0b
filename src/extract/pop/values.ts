/** The values of POP's records (NOTES.md): pop.txt itself gives the envelope and one list of games. */
import * as z from 'zod';
import { isJsonNumber, type JsonNumber, notNumber, numberText } from '../../transform/json.ts';

/** A message that tells a column that is missing from one that holds something else. */
export const not = (what: string) => ({
  error: ({ input }: { readonly input?: unknown }) =>
    input === undefined ? 'the column is missing' : notNumber(what).error({ input }),
});

export const anyNumber = z.custom<JsonNumber>(isJsonNumber, not('a number'));

/** Ids and codes are opaque; where they come as numbers, every digit is kept. */
export const opaque = z.union(
  [z.string(), z.custom<JsonNumber>(isJsonNumber).transform(numberText)],
  not('text'),
);

/** An id by which a row is found: never empty. */
export const opaqueKey = opaque.refine((text) => text !== '', 'empty');

/** RFC 3339, with an offset. */
export const timeText = z.string(not('a time'));
