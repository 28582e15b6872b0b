/** How a run ended, as sync.runs has it. */
import { EXIT, type ExitCode } from '../contract/errors.ts';
import { withoutSecrets } from '../contract/secrets.ts';
import type { RunOutcome } from '../load/runs.ts';

export function outcomeOf(exitCode: ExitCode): RunOutcome {
  if (exitCode === EXIT.done) return 'done';
  return exitCode === EXIT.partial ? 'partial' : 'stopped';
}

/** What ended it, for people; null where nothing did. */
export function messageOf(error: unknown): string | null {
  if (error === undefined) return null;
  return withoutSecrets(error instanceof Error ? error.message : String(error));
}
