/** Families of metrics in one registry: numbers that were counted elsewhere, in the text that Prometheus reads. */
import { Counter, Gauge, type Metric, Registry } from '@prometheus-io/client';

export type Labels = Readonly<Record<string, string>>;

/** A histogram as a process keeps it: how many were at most each bound, how many in all, and their sum. */
export interface KeptHistogram {
  readonly bounds: readonly number[];
  /** One a bound, each with those of the bounds before it. */
  readonly cumulative: readonly number[];
  readonly count: number;
  readonly sum: number;
}

interface Family {
  readonly name: string;
  readonly help: string;
  readonly labelNames?: readonly string[];
}

/** Of one answer: made anew for each, so that what is gone is not shown. */
export class Families {
  readonly #registry = new Registry();

  /** What goes up and down. A value that is not known is left out: it is not 0. */
  gauge(family: Family): (value: number | null | undefined, labels?: Labels) => void {
    const gauge = new Gauge({ ...this.#options(family) });
    return (value, labels = {}) => {
      if (typeof value === 'number') gauge.set(labels, value);
    };
  }

  /** What only grows while its process lives. */
  counter(family: Family): (value: number | null | undefined, labels?: Labels) => void {
    const counter = new Counter({ ...this.#options(family) });
    return (value, labels = {}) => {
      if (typeof value === 'number') counter.inc(labels, value);
    };
  }

  histogram({ name, help }: Family, kept: KeptHistogram): void {
    const bucket = (le: number | string, value: number) => ({
      metricName: `${name}_bucket`,
      labels: { le: String(le) },
      value,
    });
    const values = [
      ...kept.bounds.map((bound, i) => bucket(bound, kept.cumulative[i] ?? 0)),
      bucket('+Inf', kept.count),
      { metricName: `${name}_sum`, labels: {}, value: kept.sum },
      { metricName: `${name}_count`, labels: {}, value: kept.count },
    ];
    // the library's own histogram only counts what it observes itself; its registry asks no more than `get`
    const metric = { name, get: async () => ({ name, help, type: 'histogram', values }) };
    this.#registry.registerMetric(metric as unknown as Metric<string>);
  }

  text(): Promise<string> {
    return this.#registry.metrics();
  }

  get contentType(): string {
    return this.#registry.contentType;
  }

  #options({ name, help, labelNames = [] }: Family) {
    return { name, help, labelNames: [...labelNames], registers: [this.#registry] };
  }
}
