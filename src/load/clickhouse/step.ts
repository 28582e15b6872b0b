/** What a step of the sender did, for whoever shows it. */
/** What a step did. */
export interface Step {
  /** filling, filled: what is sent whole, because the cluster did not go on from this store, or lacks some tables of it. */
  readonly did: 'nothing' | 'shipped' | 'filling' | 'filled';
  readonly rows: number;
  readonly changes: number;
  /** The newest change that is whole there; undefined where that is not known. */
  readonly whole?: bigint;
  /** When the first of them was committed (UTC, as the store writes it). */
  readonly oldest?: string | undefined;
  /** Parts of a fill that are not there yet. */
  readonly left?: number;
  /** What waits after it, and since when (UTC, as the store writes it). */
  readonly waiting: { readonly changes: number; readonly since: string | null };
}

export const NOTHING = {
  did: 'nothing',
  rows: 0,
  changes: 0,
  waiting: { changes: 0, since: null },
} as const satisfies Step;
/** Two beginnings in a row: the store was put back between them. */
export const BEGUN = { ...NOTHING, did: 'filling', waiting: { changes: 1, since: null } } as const;
