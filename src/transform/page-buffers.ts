/**
 * Buffers of one page's columns, used again by the pages after it: V8 marks its whole heap whenever some 64 MB of new
 * ones came, and frees none before (docs/performance.md).
 */
import { ColumnBuffer } from './column-buffers.ts';
import type { PlainField } from './plain-fields.ts';

export class PageBuffers {
  readonly #columns = new Map<string, ColumnBuffer>();
  #slots = new Int32Array(0);

  /** Of the field's column; made when it is asked for first. */
  of({ column: { buffer: field } }: PlainField): ColumnBuffer {
    const kept = this.#columns.get(field.name);
    if (kept) return kept;
    const made = new ColumnBuffer(field.name, field.type);
    this.#columns.set(field.name, made);
    return made;
  }

  /** So many slots for keys, all zero. */
  slots(count: number): Int32Array {
    if (this.#slots.length < count) this.#slots = new Int32Array(count);
    return this.#slots.subarray(0, count).fill(0);
  }
}
