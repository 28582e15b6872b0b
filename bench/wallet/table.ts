/** The table of the wallet's bench: a line a wallet and scene, medians of its rounds. */
export interface Measured {
  /** What the generator saw. Milliseconds. */
  readonly rate: number;
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
  readonly refused: number;
  /** All requests, of the warm-up too. */
  readonly total: number;
  /** What was done beside it, a second. */
  readonly pulled: { readonly rows: number; readonly entries: number } | null;
  readonly rss_mb: number;
  /** CPU seconds from when it served. */
  readonly cpu_s: number;
}

export function heading(): string[] {
  return [
    '| | req/s | of each round | p50 ms | p99 ms | max ms | RSS MB | CPU µs a request | |',
    '|---|---:|---|---:|---:|---:|---:|---:|---|',
  ];
}

export function report(name: string, rounds: readonly Measured[]): string {
  const of = (read: (one: Measured) => number) => median(rounds.map(read));
  const each = rounds.map(({ rate }) => whole(rate)).join(' / ');
  const latencies = [of(({ p50 }) => p50), of(({ p99 }) => p99)].map((ms) => ms.toFixed(1));
  const most = Math.max(...rounds.map(({ max }) => max)).toFixed(0);
  const micros = of(({ cpu_s, total }) => (cpu_s * 1e6) / total).toFixed(0);
  const cells = [whole(of(({ rate }) => rate)), each, ...latencies, most];
  const rss = whole(of(({ rss_mb }) => rss_mb));
  return `| ${name} | ${[...cells, rss, micros, beside(rounds)].join(' | ')} |`;
}

function beside(rounds: readonly Measured[]): string {
  const refused = rounds.reduce((sum, one) => sum + one.refused, 0);
  const pulled = rounds.flatMap((one) => (one.pulled ? [one.pulled] : []));
  const rows = whole(median(pulled.map((one) => one.rows)));
  const entries = whole(median(pulled.map((one) => one.entries)));
  const said = pulled.length > 0 ? [`${rows} rows/s pulled, ${entries} entries/s shipped`] : [];
  return [...said, ...(refused > 0 ? [`${refused} REFUSED`] : [])].join(', ');
}

/** Of the first, round by round, so that a machine that slows down slows both. */
export function shares(all: ReadonlyMap<string, readonly Measured[]>): string[] {
  const [first, ...others] = [...all];
  if (!first) return [];
  return others.map(([name, rounds]) => {
    const ratios = rounds.map(({ rate }, i) => (first[1][i]?.rate ?? Number.NaN) / rate);
    return `| ${first[0]} of ${name}, medians of rounds | ${median(ratios).toFixed(2)} | | | | | | | |`;
  });
}

export function median(of: readonly number[]): number {
  const sorted = of.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  if (sorted.length % 2 === 1) return sorted[middle] ?? Number.NaN;
  return ((sorted[middle - 1] ?? Number.NaN) + (sorted[middle] ?? Number.NaN)) / 2;
}

function whole(value: number): string {
  return Math.round(value).toLocaleString('en');
}
