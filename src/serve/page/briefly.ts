/** What several panels ask at the same time is asked once, and they all say the same. */

/** As long as a page takes to load. */
const KEPT_MS = 2000;

export class Briefly<T> {
  readonly #kept = new Map<string, Promise<T>>();

  /** The answer of a moment ago to the same question, or a new one. A failure is not kept. */
  get(key: string, ask: () => Promise<T>): Promise<T> {
    const kept = this.#kept.get(key);
    if (kept) return kept;
    const asked = ask();
    this.#kept.set(key, asked);
    const forget = () => {
      if (this.#kept.get(key) === asked) this.#kept.delete(key);
    };
    setTimeout(forget, KEPT_MS).unref();
    asked.catch(forget);
    return asked;
  }
}
