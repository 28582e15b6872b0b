/** What PV's reports share: a call of a read, its window in seconds, fields that the answer lacks. */
import type * as z from 'zod';
import type { CallContext } from '../../contract/stream.ts';
import type { Window } from '../../contract/window.ts';
import { callPv, type Scans } from './client.ts';

/** A window as PV's parameters: seconds, half-open (pv.txt §2). */
export function secondsOf({ start, end }: Window): { time_start: number; time_end: number } {
  return { time_start: start / 1000, time_end: end / 1000 };
}

interface Question<T> {
  readonly path: string;
  readonly data: Record<string, unknown>;
  readonly answer: z.ZodType<T>;
  readonly scans?: Scans;
}

/** One call on behalf of a stream. */
export function ask<T>(context: CallContext, question: Question<T>): Promise<T> {
  const { account, net, signal, priority } = context;
  return callPv({ ...question, account, net, signal, priority });
}

/** Records with what the question, not the answer, says; what is no object is left for quarantine. */
export function withFields(
  records: readonly unknown[],
  fields: Readonly<Record<string, unknown>>,
): unknown[] {
  return records.map((record) =>
    typeof record === 'object' && record !== null && !Array.isArray(record)
      ? { ...record, ...fields }
      : record,
  );
}
