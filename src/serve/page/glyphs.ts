/** What is known of windows, as a glyph and a word: colour alone tells nobody who does not see it. */
import { WINDOW_STATES, type WindowKnown } from '../../sync/stream-state.ts';
import { type Html, html } from './html.ts';

const GLYPHS: Readonly<Record<WindowKnown, { readonly glyph: string; readonly about: string }>> = {
  differs: { glyph: '≠', about: "the vendor's totals say otherwise" },
  expired: { glyph: '†', about: 'the vendor forgot it before it was fetched' },
  failed: { glyph: '✕', about: 'tried, and not held' },
  missing: { glyph: '?', about: 'due and never fetched' },
  loaded: { glyph: '○', about: 'held, and not yet compared' },
  checked: { glyph: '◐', about: 'another witness agrees' },
  verified: { glyph: '●', about: "equal to the vendor's own totals" },
  empty: { glyph: '∅', about: 'verified: the vendor has nothing here' },
};

export const glyphOf = (state: WindowKnown): string => GLYPHS[state].glyph;
export const aboutOf = (state: WindowKnown): string => GLYPHS[state].about;

export const isWindowState = (text: string): text is WindowKnown =>
  (WINDOW_STATES as readonly string[]).includes(text);

/** The worst of several. */
export const worstOf = (states: Iterable<WindowKnown>): WindowKnown | undefined => {
  const all = new Set(states);
  return WINDOW_STATES.find((state) => all.has(state));
};

export function legend(): Html {
  const items = WINDOW_STATES.map(
    (state) =>
      html`<li title="${GLYPHS[state].about}"><span class="cell ${state}" aria-hidden="true">${GLYPHS[state].glyph}</span>${state}</li>`,
  );
  return html`<ul class="legend" aria-label="what the glyphs mean">${items}</ul>`;
}
