/** How far a command is, as data: a bar for each thing that moves, and a line about all of them. */

export interface Bar {
  readonly name: string;
  readonly done: number;
  /** Null where nobody knows how much there is. */
  readonly total: number | null;
  /** Behind the bar: how much, how fast, how long yet. */
  readonly says: string;
}

export interface Progress {
  readonly bars: readonly Bar[];
  readonly says: string;
}
