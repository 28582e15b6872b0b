/** A client's statement put to a reader process, over a snapshot that is held for it. */
import type { Parameter } from '../parameters.ts';
import type { Answer } from '../reader-answers.ts';
import type { ReaderPool } from '../reader-pool.ts';
import { SqlError } from '../sql-error.ts';
import { translate } from './dialect-text.ts';
import { type Column, columnsOf, type Source } from './rows.ts';
import { pgType } from './types.ts';

/** A snapshot that is kept until it is released. */
export interface Held {
  readonly folder: string;
  readonly release: () => void;
}

export interface Readers {
  readonly pool: Pick<ReaderPool, 'ask'>;
  /** The newest snapshot, published anew first where it is older than that. */
  readonly hold: (maxAgeMs: number, signal: AbortSignal) => Promise<Held>;
}

export interface Asked {
  readonly text: string;
  /** Characters of the client's whole text before it; undefined where it is no part of that: no place is told. */
  readonly from: number | undefined;
  readonly parameters: readonly Parameter[];
  readonly maxAgeMs: number;
  readonly timeoutMs: number | undefined;
  readonly as?: 'columns';
}

/** Throws what a reader throws; a position counts in the client's whole text. */
export async function ask(readers: Readers, asked: Asked, signal: AbortSignal): Promise<Source> {
  const { text, place } = translate(asked.text);
  const held = await readers.hold(asked.maxAgeMs, signal);
  const source = { snapshot: held.folder };
  const { parameters, as, timeoutMs } = asked;
  const limits = timeoutMs === undefined ? {} : { limits: { milliseconds: timeoutMs } };
  try {
    const question = {
      text,
      parameters,
      source,
      dialect: 'postgres',
      ...(as && { as }),
      ...limits,
    } as const;
    const answer = await readers.pool.ask(question, signal);
    return sourceOf(answer, held.release);
  } catch (error) {
    held.release();
    if (!(error instanceof SqlError) || error.position === undefined) throw error;
    const at = asked.from === undefined ? undefined : place(error.position) + asked.from;
    throw new SqlError(error.kind, error.message, at);
  }
}

function sourceOf(answer: Answer, release: () => void): Source {
  let isClosed = false;
  const close = () => {
    if (isClosed) return;
    isClosed = true;
    answer.close();
    release();
  };
  const { names, types, facts, stopped, wanted } = answer;
  const columns = columnsOf(names, types);
  return { columns, wanted, facts, batches: answer.batches(), stopped, close };
}

/** A statement that is not run. */
export interface Described {
  /** Those that it would have. */
  readonly columns: readonly Column[];
  /** Of its parameters; 0 where any type will do. */
  readonly oids: readonly number[];
}

export async function describe(
  readers: Readers,
  asked: Asked,
  signal: AbortSignal,
): Promise<Described> {
  const { columns, wanted = [], close } = await ask(readers, { ...asked, as: 'columns' }, signal);
  close();
  return { columns, oids: wanted.map((type) => (type === '' ? 0 : pgType(type).oid)) };
}
