/** Whether the indexes of the journal hold what its tables hold: a lookup sees nothing but an index. */
import type { IntegrityFault } from './integrity-fault.ts';
import type { Journal } from './journal.ts';

/** In the order of sql/journal/count-entries.sql. */
const OF_ENTRIES = [
  'one_transaction',
  'one_cancel',
  'one_transfer',
  'of_round',
  'bets_of_player',
  'ids_again',
  'keys_again',
] as const;
/** In the order of sql/journal/count-rows.sql: a table, and its second index. */
const PAIRS = [
  ['players', 'players_again'],
  ['sessions', 'sessions_again'],
  ['balances', 'balances_again'],
  ['waiting', 'waiting_since'],
  ['closures', 'one_closure'],
  ['closures', 'by_hand'],
] as const;

/** Entries after one seq and up to another that an index does not hold: each is sought in each, 5 µs an entry. */
export function compareIndexes({ file }: Journal, from: bigint, to: bigint): IntegrityFault[] {
  if (!file.hasActs) return [];
  return file
    .all('compare-entries', from, to)
    .map(([seq, index]) => differs(`${index} does not hold entry ${seq}`));
}

/**
 * How many rows the indexes hold: as many as their tables, or there are some that no table has. Together with
 * compareIndexes over all entries this proves them.
 */
export function countIndexes({ file }: Journal, until: bigint): IntegrityFault[] {
  if (!file.hasActs) return [];
  const table = file.get('count-entries', until) ?? [];
  const indexed = file.get('count-indexed', until) ?? [];
  const entries = OF_ENTRIES.map((name, i) => counted(`entries in ${name}`, table[i], indexed[i]));
  const rows = file.get('count-rows') ?? [];
  const pairs = PAIRS.map(([name, index], i) =>
    counted(`${name} in ${index}`, rows[2 * i], rows[2 * i + 1]),
  );
  return [...entries, ...pairs].flat();
}

/** The rounds that wait, and the closures, in their indexes. */
export function compareSmallIndexes({ file }: Journal): IntegrityFault[] {
  if (!file.hasActs) return [];
  const waits = file.get('check-waiting') ? [differs('a round waits without a bet')] : [];
  const [closure] = file.get('compare-closures') ?? [];
  return closure === undefined
    ? waits
    : [...waits, differs(`one of its indexes does not hold closure ${closure}`)];
}

/** Bets of a stretch that are open, are old enough, and yet do not wait for their end: they would never be closed. */
export function compareWaiting({ file }: Journal, from: bigint, to: bigint): IntegrityFault[] {
  if (!file.hasActs) return [];
  const [seq] = file.get('compare-waiting', from, to) ?? [];
  return seq === undefined ? [] : [differs(`entry ${seq} is an open bet that waits for no end`)];
}

function counted(what: string, expected: unknown, found: unknown): IntegrityFault[] {
  return expected === found ? [] : [differs(`${expected} ${what} must be, and ${found} are`)];
}

function differs(what: string): IntegrityFault {
  return { code: 'index-differs', message: `an index of the journal is damaged: ${what}` };
}
