/** How everything is, in one sentence: the worst first, and what is not known is never said to be well. */
import { expect, test } from 'vitest';
import type { KnownStream, StreamState } from '../../src/sync/stream-state.ts';
import { type Judged, verdictOf } from '../../src/sync/verdict.ts';

const stream = (state: StreamState, more: Partial<KnownStream> = {}): KnownStream => ({
  account: 'pv',
  stream: 'pv.bets',
  state,
  windows: {},
  covered_from: null,
  complete_until: state === 'not-fetched' ? null : '2026-11-03T00:00:00Z',
  verified_until: null,
  behind_seconds: 7200,
  missing_windows: 0,
  failed_windows: 0,
  raw_pages: 0,
  truncated_windows: 0,
  expires_at: null,
  expires_in_seconds: null,
  expired_windows: 0,
  expiring: false,
  differing_windows: 0,
  waived_windows: 0,
  differs_since: null,
  rejects: 0,
  rejects_accepted: 0,
  stale: state === 'late' || state === 'not-fetched',
  ...more,
});
const differs = stream('needs-person', { differing_windows: 2 });
const daemon = { store_fault: null };

test.for<[string, Judged, string, string | null]>([
  [
    'a process that is away',
    {
      parts: { readers: { state: 'waiting', last_reason: 'killed by SIGKILL' } },
      streams: [differs],
    },
    'The process of the readers is away (killed by SIGKILL); it is started again by itself.',
    null,
  ],
  [
    'a store that cannot be used',
    { daemon: { store_fault: 'no space' }, streams: [differs] },
    'The store cannot be used: no space.',
    null,
  ],
  [
    'a part that cannot work',
    {
      daemon,
      parts: { wallet: { state: 'up', not_ready: 'its journal is damaged' } },
      streams: [],
    },
    'The wallet cannot work: its journal is damaged.',
    null,
  ],
  [
    'records that are not accounted for',
    { streams: [differs], unaccounted_windows: 1 },
    '1 window whose records are not all accounted for.',
    'ggr check',
  ],
  [
    'a warehouse that does not answer',
    { parts: { warehouse: { state: 'up', not_ready: null } } },
    'The warehouse does not answer: nobody can say how its streams are.',
    null,
  ],
  [
    'a difference',
    { streams: [differs, stream('late')] },
    'pv.bets (pv) differs from the vendor in 2 windows.',
    'ggr reconcile pv.bets --account pv --repair',
  ],
  [
    'two of a kind',
    { streams: [differs, { ...differs, stream: 'pv.games' }] },
    'pv.bets (pv) differs from the vendor in 2 windows, and 1 other stream likewise.',
    'ggr reconcile pv.bets --account pv --repair',
  ],
  [
    'a hole that expires',
    { streams: [stream('needs-person', { expiring: true })] },
    'pv.bets (pv) lacks what the vendor will soon forget.',
    'ggr sync',
  ],
  [
    'a quarantine',
    { streams: [stream('needs-person', { rejects: 3 })] },
    '3 records of pv.bets (pv) in quarantine that nobody has looked at.',
    'ggr rejects list',
  ],
  ['a stream that fails', { streams: [stream('failing')] }, 'pv.bets (pv) fails.', 'ggr gaps'],
  ['one that is late', { streams: [stream('late')] }, 'pv.bets (pv) is 2 h behind.', 'ggr sync'],
  [
    'one that was never fetched',
    { streams: [stream('not-fetched')] },
    'pv.bets (pv) was never fetched.',
    'ggr sync',
  ],
  [
    'one that is pulled on request only, and was not',
    { streams: [stream('on-time'), stream('not-fetched', { stale: false })] },
    'Everything is on time: 1 stream of 1 account, and nothing needs a person.',
    null,
  ],
  [
    'a clock that is behind',
    { streams: [stream('on-time')], clock_behind_seconds: 120 },
    "This machine's clock is 2 min behind.",
    'timedatectl',
  ],
  ['nothing at all', { streams: [] }, 'Nothing was fetched yet, and nothing is due.', 'ggr status'],
])('%s', ([, judged, says, command]) => {
  expect(verdictOf(judged)).toMatchObject({ says, command });
});
