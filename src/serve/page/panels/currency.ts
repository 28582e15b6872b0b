/** Amounts of different currencies are never added: one is chosen. */
import { type Row, text } from '../data.ts';
import { type Html, html } from '../html.ts';

/** The one that was chosen, or the one with the most bets. */
export function currencyOf(rows: readonly Row[], query: URLSearchParams): string {
  const chosen = query.get('currency');
  const bets = new Map<string, number>();
  for (const { currency, bets: more } of rows) {
    bets.set(text(currency), (bets.get(text(currency)) ?? 0) + Number(more));
  }
  if (chosen !== null && (bets.has(chosen) || rows.length === 0)) return chosen;
  return [...bets].toSorted(([, a], [, b]) => b - a)[0]?.[0] ?? chosen ?? '';
}

export function chooseCurrency(rows: readonly Row[], chosen: string): Html {
  const all = [...new Set([...rows.map((row) => text(row.currency)), chosen])].filter(Boolean);
  const options = all
    .toSorted()
    .map((name) => html`<option${name === chosen && html` selected`}>${name}</option>`);
  return html`<label>currency <select data-query="currency">${options}</select></label>`;
}
