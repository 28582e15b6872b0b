/** A panel of the page: what it asks, how it is drawn, and its SQL one click away. */
import { Away, type Source } from './data.ts';
import { clock } from './format.ts';
import { type Html, html } from './html.ts';
import { type Statement, shown } from './statements.ts';

export interface PanelRequest {
  readonly query: URLSearchParams;
  readonly source: Source;
  /** The gaming day now. */
  readonly today: string;
  /** Epoch ms. */
  readonly now: number;
}

export interface Drawn {
  readonly body: Html;
  readonly statements?: readonly Statement[];
  readonly asOf?: string | undefined;
  /** Beside the title. */
  readonly controls?: Html;
}

export interface Panel {
  readonly name: string;
  readonly title: string;
  /** What it shows, for whoever sees it for the first time. */
  readonly about: string;
  readonly isWide?: boolean;
  readonly draw: (request: PanelRequest) => Promise<Drawn>;
}

/** As it stands before it is asked. */
export function emptyPanel(panel: Panel): Html {
  return frame(panel, { body: html`<p class="wait">asking the readers …</p>` }, true);
}

/** Never throws: a part that is away is said where its figures would stand. */
export async function drawPanel(panel: Panel, request: PanelRequest): Promise<Html> {
  try {
    return frame(panel, await panel.draw(request));
  } catch (error) {
    if (!(error instanceof Away)) throw error;
    const body = html`<p class="away" role="status"><b>Not shown:</b> ${error.message}${error.hint && html` <span class="hint">${error.hint}</span>`}</p>`;
    return frame(panel, { body });
  }
}

function frame(
  { name, title, about, isWide }: Panel,
  { body, statements = [], asOf, controls }: Drawn,
  isWaiting = false,
): Html {
  const width = isWide ? 'panel wide' : 'panel';
  const buttons = statements.map(
    (statement, i) =>
      html`<button type="button" class="quiet" data-sql="${shown(statement)}" aria-label="SQL${statements.length > 1 && ` ${i + 1}`} of ${title}">SQL${statements.length > 1 && ` ${i + 1}`}</button>`,
  );
  return html`<section class="${width}" id="${name}" data-panel="${name}" aria-labelledby="${name}-title"${isWaiting && html` aria-busy="true"`}>
<header><h2 id="${name}-title" title="${about}">${title}</h2>${asOf && html`<span class="asof">as of <time datetime="${asOf}">${clock(asOf)}</time></span>`}<span class="tools">${controls}${buttons}</span></header>
${body}
</section>`;
}
