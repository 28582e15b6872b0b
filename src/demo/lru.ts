/** A map bounded by the sum of its entries' weights; the least recently used ones go first. */
export interface Lru<K, V> {
  get(key: K): V | undefined;
  set(key: K, value: V, weight: number): void;
  clear(): void;
}

/**
 * Makes a bounded cache. The newest entry always stays, even when it alone is above the bound:
 * it is in use.
 */
export function createLru<K, V>(maxWeight: number): Lru<K, V> {
  const entries = new Map<K, { value: V; weight: number }>();
  let total = 0;
  const remove = (key: K): void => {
    total -= entries.get(key)?.weight ?? 0;
    entries.delete(key);
  };
  return {
    get(key) {
      const entry = entries.get(key);
      if (entry === undefined) return undefined;
      entries.delete(key);
      entries.set(key, entry);
      return entry.value;
    },
    set(key, value, weight) {
      remove(key);
      entries.set(key, { value, weight });
      total += weight;
      for (const oldest of entries.keys()) {
        if (total <= maxWeight || entries.size === 1) break;
        remove(oldest);
      }
    },
    clear() {
      entries.clear();
      total = 0;
    },
  };
}
