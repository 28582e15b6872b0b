/** What the daemon's work is put into, so that a collector can tell of it. */

/** What a span is told beside its name; never a secret, a player, an id or a statement. */
export type Attributes = Readonly<Record<string, string | number>>;

export interface Tracing {
  /** Does the work within a span, which is the parent of those that begin in it; a failure is its end. */
  readonly span: <T>(name: string, attributes: Attributes, work: () => Promise<T>) => Promise<T>;
  /** Sends what is left. Never throws. */
  readonly close: () => Promise<void>;
}
