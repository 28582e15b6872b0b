/** Time as the engine sees it. */

/** Milliseconds since 1970-01-01T00:00:00Z. Windows and clocks use it; rows hold microseconds. */
export type EpochMs = number;

export interface Window {
  readonly start: EpochMs;
  readonly end: EpochMs;
}
