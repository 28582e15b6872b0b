/** The SQL box: everybody's questions, answered by the readers; the script of the same name does the rest. */
import { type Html, html } from './html.ts';

const FIRST =
  'select gaming_day, source, currency, ggr, proof\n  from ggr.daily\n order by gaming_day desc\n limit 50';

export function sqlBox(): Html {
  return html`<section class="panel wide" id="sql" aria-labelledby="sql-title">
<header><h2 id="sql-title" title="one statement that reads, over the newest snapshot">SQL</h2><span class="asof" data-sql-as-of></span><span class="tools"><label>history <select data-sql-history><option value="">–</option></select></label></span></header>
<form data-sql-form>
<label class="sr" for="statement">a statement that reads</label>
<textarea id="statement" rows="6" spellcheck="false" autocapitalize="off" autocomplete="off">${FIRST}</textarea>
<p class="row"><button type="submit" class="main">run</button><span class="hint" aria-hidden="true">Ctrl + Enter</span><button type="button" class="quiet" data-sql-stop hidden>stop</button><span class="tools"><button type="button" class="quiet" data-sql-save="csv">CSV</button><button type="button" class="quiet" data-sql-save="parquet">Parquet</button></span></p>
</form>
<p data-sql-says role="status" class="small"></p>
<div data-sql-chart></div>
<div data-sql-rows></div>
</section>`;
}
