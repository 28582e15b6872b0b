/** One attack, and what must become of it. {store}, {env}, {token}, {snapshot}, {parquet} and {out} in its SQL are paths of the test. */

/**
 * refused: not run at all, by the check of its parse. failed: run, and given up by DuckDB with an error.
 * ended: its process was killed or crashed, and nothing else was. harmless: answered, with nothing in the
 * answer that its asker may not see. taken: by the wire alone; a setting of its session, or nothing, and no DuckDB
 * hears of it.
 */
export type Outcome = 'refused' | 'failed' | 'ended' | 'harmless' | 'taken';

export interface Attack {
  readonly what: string;
  readonly sql: string;
  /** More than one where it depends on the machine. */
  readonly outcome: Outcome | readonly Outcome[];
  /** By the wire, where its limits are others. */
  readonly byWire?: Outcome | readonly Outcome[] | undefined;
}

export interface AttackGroup {
  readonly title: string;
  readonly attacks: readonly Attack[];
  /** Each may run until it is ended by its time. */
  readonly isEndless: boolean;
}

type Line = readonly [
  what: string,
  sql: string,
  outcome: Attack['outcome'],
  byWire?: Attack['byWire'],
];

/** Attacks of one kind, under the title that docs/security.md gives them. */
export const group = (title: string, lines: readonly Line[], isEndless = false): AttackGroup => ({
  title,
  isEndless,
  attacks: lines.map(([what, sql, outcome, byWire]) => ({ what, sql, outcome, byWire })),
});

/** That protocol's own, which the check of one statement refuses elsewhere. */
const BY_WIRE: readonly (readonly [RegExp, Outcome])[] = [
  [/^(re)?set |^-- (select 1$|x\u2028)|^\/\* select 1$|^$/, 'taken'],
  [/^select 1; (set|select) /, 'harmless'],
];

/** What becomes of an attack that is put by the wire. */
export function outcomeByWire({ sql, outcome, byWire }: Attack): readonly Outcome[] {
  const own = outcome === 'refused' && BY_WIRE.find(([text]) => text.test(sql))?.[1];
  return [byWire ?? (own || outcome)].flat();
}
