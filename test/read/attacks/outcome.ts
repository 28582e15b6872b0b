/** What became of an attack, by what its asker was told. */
import type { Answer } from '../../../src/read/reader-answers.ts';
import { isBroken, SqlError } from '../../../src/read/sql-error.ts';
import type { Outcome } from './attack.ts';

export interface Told {
  readonly outcome: Outcome;
  /** All of the answer, or the error. */
  readonly text: string;
}

/** Takes an answer to its end. */
export async function outcomeOf(asked: Promise<Answer>): Promise<Told> {
  try {
    const answer = await asked;
    const rows: unknown[] = [];
    for await (const batch of answer.batches()) rows.push(...batch);
    answer.close();
    return { outcome: 'harmless', text: JSON.stringify(rows) };
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    return { outcome: classify(error, text), text };
  }
}

function classify(error: unknown, text: string): Outcome {
  if (/^the query (was )?ended/.test(text)) return 'ended';
  if (!(error instanceof SqlError)) return /^a row of the result/.test(text) ? 'failed' : 'refused';
  if (isBroken(error.kind)) return 'ended';
  return error.kind === 'Parser' ? 'refused' : 'failed';
}
