/** A table that sorts: what is compared stands beside what is shown. */
import { type Fact, text } from './data.ts';
import { instant } from './format.ts';
import { type Html, html, type Part } from './html.ts';

export interface Column {
  readonly title: string;
  readonly isNumber?: boolean;
}

export interface Cell {
  readonly show: Part;
  /** What it is sorted by, where that is another text. */
  readonly key?: string | null;
  readonly tone?: string | undefined;
}

/** An instant, on one line. */
export const at = (value: Fact | undefined): Cell => ({
  show: instant(value),
  key: text(value),
  tone: 'keep',
});

export interface TableOptions {
  readonly caption: string;
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly (Cell | string)[])[];
  readonly empty: string;
}

export function table({ caption, columns, rows, empty }: TableOptions): Html {
  if (rows.length === 0) return html`<p class="none">${empty}</p>`;
  const head = columns.map(
    ({ title, isNumber }) =>
      html`<th scope="col"${isNumber && html` class="num"`}><button type="button" data-sort>${title}</button></th>`,
  );
  const body = rows.map(
    (row) => html`<tr>${row.map((cell, i) => td(cell, columns[i]?.isNumber === true))}</tr>`,
  );
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${caption}, a table"><table data-sortable><caption class="sr">${caption}</caption><thead><tr>${head}</tr></thead><tbody>${body}</tbody></table></div>`;
}

function td(cell: Cell | string, isNumber: boolean): Html {
  const { show, key, tone } = typeof cell === 'string' ? ({ show: cell } as Cell) : cell;
  const classes = [isNumber ? 'num' : '', tone ?? ''].filter(Boolean).join(' ');
  return html`<td${classes && html` class="${classes}"`}${key !== undefined && html` data-key="${key ?? ''}"`}>${show}</td>`;
}
