/** The top of the page: one sentence with the worst state, the parts, and a card for each account. */
import { type KnownStream, STREAM_STATES, type StreamState } from '../../sync/stream-state.ts';
import { type Verdict, verdictOf } from '../../sync/verdict.ts';
import { counted } from '../../transform/text.ts';
import { duration } from '../../transform/time.ts';
import type { Known } from './data.ts';
import { instant } from './format.ts';
import { type Html, html } from './html.ts';

const WORDS: Readonly<Record<StreamState, { readonly word: string; readonly glyph: string }>> = {
  'needs-person': { word: 'needs a person', glyph: '!' },
  failing: { word: 'failing', glyph: '✕' },
  late: { word: 'late', glyph: '◷' },
  'not-fetched': { word: 'not fetched', glyph: '?' },
  'on-time': { word: 'on time', glyph: '✓' },
};

const TONES: Readonly<Record<Verdict['tone'], string>> = {
  bad: '!',
  warn: '◷',
  good: '✓',
  unknown: '?',
};

/** The warehouse may not say how its streams are. */
export function head(known: Known): Html {
  const { tone, says, command } = verdictOf(known);
  const line =
    command &&
    html` <span class="command"><code>${command}</code><button type="button" class="quiet" data-copy="${command}">copy</button></span>`;
  return html`<section id="head" data-panel="head" aria-labelledby="verdict">
<p id="verdict" class="verdict ${tone}" role="status"><span class="sign" aria-hidden="true">${TONES[tone]}</span><span>${says}${line}</span></p>
${parts(known)}
<div class="cards">${cards(known)}</div>
</section>`;
}

/** As it stands before the warehouse has answered. */
export function emptyHead(): Html {
  return html`<section id="head" data-panel="head" aria-labelledby="verdict" aria-busy="true"><p id="verdict" class="verdict unknown" role="status">asking the warehouse …</p></section>`;
}

function parts({ parts: all, as_of }: Known): Html {
  const badges = Object.entries(all)
    .filter(([, { state }]) => state !== undefined)
    .map(([name, { state, restarts, rss, not_ready }]) => {
      const isWell = state === 'up' && (not_ready === null || not_ready === undefined);
      const memory = typeof rss === 'number' ? `${Math.round(rss / 1024 / 1024)} MiB` : 'away';
      const again =
        Number(restarts) > 0 ? `, started again ${counted(Number(restarts), 'time')}` : '';
      return html`<li class="${isWell ? 'good' : 'bad'}"><span aria-hidden="true">${isWell ? '●' : '✕'}</span> ${name} <small>${isWell ? memory : text(state, not_ready)}${again}</small></li>`;
    });
  const asOf =
    as_of && html`<li>status as of <time datetime="${as_of}">${instant(as_of)}</time> UTC</li>`;
  return html`<ul class="parts" aria-label="processes">${badges}${asOf}</ul>`;
}

const text = (state: unknown, notReady: unknown) => String(notReady ?? state);

function cards(known: Known): Html[] {
  if (!known.streams)
    return [html`<p class="away">The warehouse's process does not say how the streams are.</p>`];
  const accounts = new Map<string, KnownStream[]>();
  for (const stream of known.streams) {
    accounts.set(stream.account, [...(accounts.get(stream.account) ?? []), stream]);
  }
  if (accounts.size === 0) return [html`<p class="none">No account was fetched yet.</p>`];
  return [...accounts].map(([account, streams]) => card(account, streams));
}

/** Streams that are pulled on request only may never have been: they are no reason to worry. */
function card(account: string, streams: readonly KnownStream[]): Html {
  const kept = streams.filter((stream) => stream.state !== 'not-fetched' || stream.stale);
  const state =
    STREAM_STATES.find((each) => kept.some((stream) => stream.state === each)) ?? 'not-fetched';
  const main = kept.find(({ stream }) => stream.endsWith('.bets')) ?? kept[0];
  const others = kept.filter((stream) => stream.state !== 'on-time');
  const { word, glyph } = WORDS[state];
  const behind = main?.behind_seconds;
  return html`<article class="card ${state}" aria-label="account ${account}: ${word}">
<header><h2>${account}</h2><span class="state"><span aria-hidden="true">${glyph}</span> ${word}</span></header>
<dl><dt>data through</dt><dd>${main?.complete_until ? instant(main.complete_until) : 'not fetched'}</dd>
<dt>lag</dt><dd>${typeof behind === 'number' ? duration(behind * 1000) : '–'}</dd>
<dt>verified up to</dt><dd>${main?.verified_until ? instant(main.verified_until) : 'nothing is proved'}</dd>
<dt>streams</dt><dd>${kept.length - others.length} of ${kept.length} on time</dd></dl>
${others.length > 0 && html`<ul>${others.slice(0, 4).map(line)}${others.length > 4 && html`<li>and ${others.length - 4} more</li>`}</ul>`}
</article>`;
}

function line(stream: KnownStream): Html {
  const { word, glyph } = WORDS[stream.state];
  return html`<li><span class="${stream.state}" aria-hidden="true">${glyph}</span> ${stream.stream}: ${word}${why(stream)}</li>`;
}

function why(stream: KnownStream): string {
  const reasons = [
    [stream.differing_windows, 'difference'],
    [stream.rejects, 'record in quarantine'],
    [stream.failed_windows, 'failed window'],
    [stream.missing_windows, 'hole'],
  ] as const;
  const told = reasons.filter(([n]) => n > 0).map(([n, noun]) => plural(n, noun));
  return told.length > 0 ? ` (${told.join(', ')})` : '';
}

const plural = (n: number, noun: string) =>
  noun === 'record in quarantine' ? `${counted(n, 'record')} in quarantine` : counted(n, noun);
