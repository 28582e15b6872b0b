/** Why answers were late: what the wallet did from when a request was sent until its answer was there. */
import type { Span } from './trace.ts';

/** Milliseconds of the monotonic clock. */
export interface Late {
  readonly sent: number;
  readonly got: number;
}

interface Incident extends Late {
  readonly answers: number;
}

/** Answers that were late together are one incident, told by the longest of them. */
function incidentsOf(late: readonly Late[]): Incident[] {
  const incidents: (Incident & { until: number })[] = [];
  for (const { sent, got } of late.toSorted((a, b) => a.sent - b.sent)) {
    const last = incidents.at(-1);
    if (!last || sent > last.until) incidents.push({ sent, got, until: got, answers: 1 });
    else {
      const longest = got - sent > last.got - last.sent ? { sent, got } : last;
      const { sent: from, got: to } = longest;
      const until = Math.max(last.until, got);
      incidents[incidents.length - 1] = { sent: from, got: to, until, answers: last.answers + 1 };
    }
  }
  return incidents;
}

/** What most of an incident's time was, by incidents; then a line an incident, the longest first, with all parts. */
export function tellCauses(late: readonly Late[], spans: readonly Span[], most: number): string[] {
  const incidents = incidentsOf(late).sort((a, b) => b.got - b.sent - (a.got - a.sent));
  const parts = incidents.map((incident) => partsOf(incident, spans));
  const causes = Map.groupBy(parts, ([first]) => first?.[0] ?? 'unknown');
  const counts = [...causes].map(([what, all]) => `${what} ${all.length}`).join(', ');
  const lines = incidents.slice(0, most).map(({ sent, got, answers }, i) => {
    const told = parts[i]?.map(([what, ms]) => `${what} ${ms.toFixed(0)}`).join(', ');
    return `  ${(got - sent).toFixed(0)} ms, ${answers} answers: ${told}`;
  });
  return [`  ${incidents.length} times, ${late.length} late answers: ${counts}`, ...lines];
}

/** Milliseconds of each kind, the longest first. */
function partsOf({ sent, got }: Late, spans: readonly Span[]): [string, number][] {
  const parts = new Map<string, number>();
  const add = (what: string, ms: number) => parts.set(what, (parts.get(what) ?? 0) + ms);
  for (const { what, from, to, queued, idle } of spans) {
    const overlap = Math.min(got, to) - Math.max(sent, from);
    if (overlap <= 0) continue;
    const share = overlap / (to - from);
    add(what, overlap - (queued + idle) * share);
    add('waited for a core', queued * share);
    add('idle', idle * share);
    if (what === 'gc') add('elsewhere', -overlap); // it is part of that
  }
  return [...parts].filter(([, ms]) => ms >= 1).sort((a, b) => b[1] - a[1]);
}
