/** Rows of a story, at random from a seed, and how they are staged. */
import type { Row } from '../../src/contract/row.ts';
import type { AnyStream } from '../../src/contract/stream.ts';
import type { Account } from '../../src/contract/vendor.ts';
import type { Window } from '../../src/contract/window.ts';
import { Stage } from '../../src/load/stage.ts';
import type { Warehouse } from '../../src/load/warehouse.ts';
import { normalise } from '../../src/transform/normalise.ts';
import type { RejectedRecord } from '../../src/transform/reject.ts';

const IDS = 60;
/** What a text may hold that a format could stumble over. */
export const TEXTS = [
  'plain',
  "it's",
  'a "quote"',
  'back\\slash',
  'tab\tand\nline',
  'ÿ→漢字🎲',
  '',
  '\\N',
  'null',
  '0',
];

/** What a seed makes: the same rows each time, in the same order. */
export class Chance {
  readonly next: () => number;

  constructor(seed: number) {
    this.next = mulberry32(seed);
  }

  /** Of some keys, in a window. */
  rows(stream: AnyStream, window: Window): Row[] {
    const ids = new Set<number>();
    const many = Math.floor(this.next() * 25);
    while (ids.size < many) ids.add(Math.floor(this.next() * IDS));
    return [...ids].map((id) => this.#row(stream, window, id));
  }

  #row({ columns, key, eventTime, version }: AnyStream, { start, end }: Window, id: number): Row {
    const at = start + Math.floor(this.next() * (end - start));
    const values = Object.entries(columns).map(([name, type]) => {
      if (key.includes(name)) return [name, `id-${id}`];
      if (name === eventTime) return [name, BigInt(at) * 1000n + 7n];
      if (name === version) return [name, BigInt(at + Math.floor(this.next() * 5) * 1000) * 1000n];
      if (type === 'VARCHAR') return [name, this.pick(TEXTS)];
      if (type === 'BOOLEAN') return [name, this.next() < 0.5];
      if (type === 'BIGINT') return [name, BigInt(id % 4)];
      if (type === 'INTEGER') return [name, id % 4];
      if (type === 'TIMESTAMP') return [name, BigInt(at) * 1000n];
      if (type === 'DECIMAL(18,4)') return [name, this.#amount(name)];
      return [name, null];
    });
    return Object.fromEntries(values) as Row;
  }

  /** Balances reach the last digit; what views add to each other stays where their sum is an amount. */
  #amount(name: string): bigint {
    if (/^(credit|before|balance)/.test(name)) return 999_999_999_999_999_999n;
    return BigInt(Math.floor(this.next() * 2_000_000));
  }

  reject(): RejectedRecord {
    const key = `bad-${Math.floor(this.next() * 5)}`;
    return { key, field: 'bet_amount', reason: 'no', kind: 'record', raw: `{"x":"${key}"}` };
  }

  pick<T>(among: readonly T[]): T {
    return among[Math.floor(this.next() * among.length)] as T;
  }
}

/** Stages rows and refused records as a read brings them. */
export async function staged<T>(
  { warehouse, stream }: { warehouse: Warehouse; stream: AnyStream },
  { rows, rejects }: { rows: readonly Row[]; rejects: readonly RejectedRecord[] },
  commit: (staged: { stage: Stage; probe: Awaited<ReturnType<Stage['probe']>> }) => Promise<T>,
): Promise<T> {
  return warehouse.withConnection(async (db) => {
    await using stage = new Stage(db, stream);
    await stage.reset();
    const { census } = normalise(stream, {} as Account, []);
    await stage.append({ rows, extras: new Map(), rejects, census }, 1);
    return await commit({ stage, probe: await stage.probe() });
  });
}

/** Numbers in [0, 1) that a seed repeats. */
export function mulberry32(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
