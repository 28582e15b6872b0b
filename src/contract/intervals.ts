/** Arithmetic on sets of half-open intervals, kept sorted, disjoint and joined where they touch. */
import type { EpochMs, Window } from './window.ts';

/** Sorts and joins overlapping or touching intervals; empty ones vanish. */
export function union(intervals: Iterable<Window>): Window[] {
  const sorted = [...intervals].filter((i) => i.start < i.end).sort((a, b) => a.start - b.start);
  const joined: Window[] = [];
  for (const next of sorted) {
    const last = joined.at(-1);
    if (last && next.start <= last.end) {
      joined[joined.length - 1] = { start: last.start, end: Math.max(last.end, next.end) };
    } else {
      joined.push({ start: next.start, end: next.end });
    }
  }
  return joined;
}

/** What of `from` none of `holes` covers. */
export function subtract(from: Iterable<Window>, holes: Iterable<Window>): Window[] {
  const cuts = union(holes);
  const rest: Window[] = [];
  let first = 0;
  for (const piece of union(from)) {
    let start = piece.start;
    while (first < cuts.length && (cuts[first] as Window).end <= piece.start) first += 1;
    for (let i = first; i < cuts.length; i += 1) {
      const cut = cuts[i] as Window;
      if (cut.start >= piece.end) break;
      if (cut.start > start) rest.push({ start, end: cut.start });
      start = Math.max(start, cut.end);
    }
    if (start < piece.end) rest.push({ start, end: piece.end });
  }
  return rest;
}

/** What both sets cover. */
export function intersect(a: Iterable<Window>, b: Iterable<Window>): Window[] {
  const left = union(a);
  return subtract(left, subtract(left, b));
}

export function overlaps(a: Window, b: Window): boolean {
  return a.start < b.end && b.start < a.end;
}

export function contains(outer: Window, inner: Window): boolean {
  return outer.start <= inner.start && inner.end <= outer.end;
}

/** Length of a set in milliseconds. */
export function span(intervals: Iterable<Window>): EpochMs {
  let total = 0;
  for (const interval of union(intervals)) total += interval.end - interval.start;
  return total;
}
