/** How everything is, in one sentence: the worst first. `status`, /status.json and the page say the same one. */
import { counted } from '../transform/text.ts';
import { duration } from '../transform/time.ts';
import type { KnownStream, StreamState } from './stream-state.ts';

export type Tone = 'bad' | 'warn' | 'good' | 'unknown';

export interface Verdict {
  readonly tone: Tone;
  readonly says: string;
  /** The line that mends it, or shows more. */
  readonly command: string | null;
}

/** What is known; nothing of the store where nobody can read it. */
export interface Judged {
  readonly streams?: readonly KnownStream[] | undefined;
  readonly unaccounted_windows?: number | undefined;
  readonly clock_behind_seconds?: number | undefined;
  readonly daemon?: { readonly store_fault: string | null } | undefined;
  readonly parts?: Readonly<Record<string, Readonly<Record<string, unknown>>>> | undefined;
}

export function verdictOf(judged: Judged): Verdict {
  return (
    ofParts(judged) ??
    ofStore(judged) ??
    ofStreams(judged) ?? {
      tone: 'unknown',
      says: 'Nothing was fetched yet, and nothing is due.',
      command: 'ggr status',
    }
  );
}

const of = (tone: Tone, says: string, command: string | null = null): Verdict => ({
  tone,
  says,
  command,
});

function ofParts({ daemon, parts = {} }: Judged): Verdict | undefined {
  if (daemon?.store_fault) return of('bad', `The store cannot be used: ${daemon.store_fault}.`);
  const down = Object.entries(parts).filter(([, { state = 'up' }]) => state !== 'up');
  if (down.length > 0) {
    const names = down.map(([name]) => name).join(' and ');
    const reason = down.map(([, { last_reason }]) => last_reason).find(Boolean);
    const why = reason ? ` (${reason})` : '';
    return of('bad', `The process of the ${names} is away${why}; it is started again by itself.`);
  }
  const unready = Object.entries(parts).find(([, { not_ready }]) => typeof not_ready === 'string');
  return unready && of('bad', `The ${unready[0]} cannot work: ${unready[1].not_ready}.`);
}

function ofStore({ unaccounted_windows: lost = 0, clock_behind_seconds: behind = 0 }: Judged) {
  if (lost > 0) {
    return of(
      'bad',
      `${counted(lost, 'window')} whose records are not all accounted for.`,
      'ggr check',
    );
  }
  if (behind === 0) return undefined;
  return of('warn', `This machine's clock is ${duration(behind * 1000)} behind.`, 'timedatectl');
}

function ofStreams({ streams }: Judged): Verdict | undefined {
  // not the same as that there are none
  if (!streams)
    return of('bad', 'The warehouse does not answer: nobody can say how its streams are.');
  const kept = streams.filter((s) => s.state !== 'not-fetched' || s.stale);
  const [worst] = kept;
  if (!worst) return undefined;
  const alike = kept.filter(({ state }) => state === worst.state);
  const others = alike.length - 1;
  const more = others > 0 ? `, and ${counted(others, 'other stream')} likewise` : '';
  return SENTENCES[worst.state](worst, more, kept);
}

const nameOf = ({ account, stream }: KnownStream) => `${stream} (${account})`;

type Sentence = (worst: KnownStream, more: string, all: readonly KnownStream[]) => Verdict;

const SENTENCES: Readonly<Record<StreamState, Sentence>> = {
  'needs-person': (s, more) => {
    if (s.differing_windows > 0) {
      const says = `${nameOf(s)} differs from the vendor in ${counted(s.differing_windows, 'window')}${more}.`;
      return of('bad', says, `ggr reconcile ${s.stream} --account ${s.account} --repair`);
    }
    if (s.expiring) {
      return of('bad', `${nameOf(s)} lacks what the vendor will soon forget${more}.`, 'ggr sync');
    }
    const says = `${counted(s.rejects, 'record')} of ${nameOf(s)} in quarantine that nobody has looked at${more}.`;
    return of('bad', says, 'ggr rejects list');
  },
  failing: (s, more) => of('warn', `${nameOf(s)} fails${more}.`, 'ggr gaps'),
  late: (s, more) =>
    of(
      'warn',
      `${nameOf(s)} is ${duration((s.behind_seconds ?? 0) * 1000)} behind${more}.`,
      'ggr sync',
    ),
  'not-fetched': (s, more) => of('warn', `${nameOf(s)} was never fetched${more}.`, 'ggr sync'),
  'on-time': (_, __, all) => {
    const accounts = new Set(all.map(({ account }) => account)).size;
    const what = `${counted(all.length, 'stream')} of ${counted(accounts, 'account')}`;
    return of('good', `Everything is on time: ${what}, and nothing needs a person.`);
  },
};
