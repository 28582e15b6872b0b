/** The whole page, and the one that asks for a token. */
import type { Known } from './data.ts';
import { emptyHead, head } from './head.ts';
import { type Html, html } from './html.ts';
import { emptyPanel, type Panel } from './panel.ts';
import { sqlBox } from './sql-box.ts';

function document(title: string, script: string, body: Html): Html {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<link rel="icon" href="/page/icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/page/uplot.css">
<link rel="stylesheet" href="/page/page.css">
<script type="module" src="/page/${script}"></script>
</head>
${body}
</html>
`;
}

interface Shown {
  /** Undefined where the warehouse has not said it yet. */
  readonly known: Known | undefined;
  /** What `ggr serve` knows of itself. */
  readonly self: Known;
}

export function page({ known, self }: Shown, panels: readonly Panel[]): Html {
  const links = panels.map(({ name, title }) => html`<li><a href="#${name}">${title}</a></li>`);
  return document(
    'ggr',
    'app.js',
    html`<body>
<a class="skip" href="#main">to the figures</a>
<header class="top"><span class="name">ggr</span><nav aria-label="panels"><ul class="links">${links}<li><a href="#sql">SQL</a></li></ul></nav><span class="tools"><button type="button" class="quiet" data-refresh>refresh</button><button type="button" class="quiet" data-logout>log out</button></span></header>
<main id="main">
<h1 class="sr">ggr: how the warehouse is</h1>
${known ? head(known) : emptyHead()}
<div class="panels">${panels.map(emptyPanel)}
${sqlBox()}</div>
</main>
<footer><p>ggr ${self.daemon.version}${self.warehouse && html` · ${self.warehouse}`}</p></footer>
</body>`,
  );
}

export function loginPage(): Html {
  return document(
    'ggr: log in',
    'login.js',
    html`<body class="login">
<main>
<h1>ggr</h1>
<form data-login>
<label for="token">token that reads (GGR_SQL_TOKEN)</label>
<input id="token" type="password" autocomplete="current-password" required autofocus>
<button type="submit" class="main">log in</button>
<p role="alert" data-says></p>
</form>
<p class="small">Where none was set, it stands beside the store, in the file whose name ends in <code>.sql-token</code>.</p>
<noscript><p>The page needs its scripts: they come from this address alone.</p></noscript>
</main>
</body>`,
  );
}
