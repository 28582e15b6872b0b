/** The book that a vendor's server reads from: entries of each of its reports, in the order of writing. */
import type { DemoRequest } from '../../../src/demo/faults.ts';
import type { Adapter, Entry, Found, House, Question, Sent } from './adapter.ts';

export class Book {
  readonly #house: House;
  readonly #entries = new Map<string, Entry[]>();
  /** For so many answers yet, the second page is the first once more, or a walk's full page its own end. */
  repeats = 0;
  /** For so many answers yet, the report is empty. */
  hides = 0;

  constructor(house: House) {
    this.#house = house;
  }

  of(stream: string): readonly Entry[] {
    return this.#entries.get(stream) ?? [];
  }

  write(stream: string, entries: readonly Entry[]): void {
    this.#entries.set(stream, [...entries]);
  }

  clear(): void {
    this.#entries.clear();
    this.repeats = 0;
    this.hides = 0;
  }

  /** Puts the book's records into the answer of the vendor's own server. */
  edit(body: string, request: DemoRequest): string {
    for (const adapter of this.#house.adapters) {
      const question = adapter.question(request);
      if (!question) continue;
      const data = adapter.data(this.#find(adapter, question));
      return data === undefined ? body : this.#house.wrap(body, data);
    }
    return body;
  }

  #find(adapter: Adapter, question: Question): Found {
    const { window, who, page, limit, after } = question;
    const all = this.#shown(adapter.stream)
      .filter(({ at }) => !window || (at >= window.start && at < window.end))
      .filter((entry) => who === undefined || entry.who === who);
    const records = (entries: readonly Entry[]): Found => ({
      records: entries.map(({ record }) => record),
      total: all.length,
      question,
      of: (stream) => this.of(stream),
    });
    if (after) return this.#walk(adapter, all, question);
    const inOrder = all.toSorted((a, b) => a.at - b.at || a.n - b.n);
    if (limit !== undefined) return records(inOrder.toReversed().slice(0, limit));
    if (!page) return records(inOrder);
    const number = page.number === 2 && this.#takeRepeat() ? 1 : page.number;
    return records(inOrder.slice((number - 1) * page.size, number * page.size));
  }

  /** By place in the book: a walk goes in the order of writing. */
  #walk(adapter: Adapter, all: readonly Entry[], question: Question): Found {
    const { cursor = '', size = 0 } = question.after ?? {};
    const cursorOf = (record: Sent) => adapter.cursorOf?.(record) ?? '';
    const at = all.findIndex(({ record }) => cursorOf(record) === cursor);
    const found = all.slice(at + 1, at + 1 + size).map(({ record }) => record);
    const isStuck = found.length === size && this.#takeRepeat();
    const next = isStuck ? cursor : cursorOf(found.at(-1) ?? {}) || cursor;
    return {
      records: found,
      total: all.length,
      question: { after: { cursor: next, size } },
      of: (stream) => this.of(stream),
    };
  }

  #shown(stream: string): readonly Entry[] {
    if (this.hides <= 0) return this.of(stream);
    this.hides -= 1;
    return [];
  }

  #takeRepeat(): boolean {
    if (this.repeats <= 0) return false;
    this.repeats -= 1;
    return true;
  }
}
