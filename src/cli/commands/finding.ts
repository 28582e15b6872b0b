/** One thing that `doctor` looked at. */

export interface Finding {
  readonly check: string;
  /** False where something is wrong; a warning with a next step is no wrong. */
  readonly ok: boolean;
  readonly says: string;
  /** The next step, where something is wrong or could be. */
  readonly mend: string | null;
}

export const fine = (check: string, says: string): Finding => ({
  check,
  ok: true,
  says,
  mend: null,
});
export const warning = (check: string, says: string, mend: string): Finding => ({
  check,
  ok: true,
  says,
  mend,
});
export const wrong = (check: string, says: string, mend: string): Finding => ({
  check,
  ok: false,
  says,
  mend,
});
