/** The pages of docs/ as a site with a search of its own: `npm run docs:site` builds it into docs/.site/dist. */
import { readdirSync, readFileSync } from 'node:fs';
import { defineConfig } from 'vitepress';

const DOCS = new URL('../../', import.meta.url);

const page = (text, name) => ({ text, link: `/${name}` });
const decisions = readdirSync(new URL('decisions/', DOCS))
  .filter((file) => file.endsWith('.md'))
  .sort()
  .map((file) => {
    const [, title = file] =
      /^# (.+)$/m.exec(readFileSync(new URL(`decisions/${file}`, DOCS), 'utf8')) ?? [];
    return page(title.replaceAll('`', ''), `decisions/${file.slice(0, -3)}`);
  });

export default defineConfig({
  title: 'ggr',
  description: 'The GGR warehouse an online-casino operator can trust',
  // copies, which the build makes: Vue is not found from pages that lie above its package
  srcDir: 'pages',
  outDir: 'dist',
  cacheDir: 'node_modules/.cache/vitepress',
  rewrites: { 'start.md': 'index.md' },
  lastUpdated: false,
  // what lies outside of docs/ is in the checkout, and in the installed package, beside it
  ignoreDeadLinks: [/\.\.\/(\.\.\/)?[A-Za-z.]+/],
  // pages are plain Markdown: <bet_id> in a sentence is no element
  markdown: { html: false, languageAlias: { cron: 'sh' } },
  themeConfig: {
    search: { provider: 'local' },
    outline: [2, 3],
    sidebar: [
      {
        text: 'Start',
        items: [
          page('Start', ''),
          page('Install', 'install'),
          page('Accounts and streams', 'accounts'),
          page('For the analyst', 'for-the-analyst'),
          page('For the engineer', 'for-the-engineer'),
          page('For the on-call', 'for-the-on-call'),
          page('For the auditor', 'for-the-auditor'),
        ],
      },
      {
        text: 'Connect',
        items: [
          page('Tools', 'connect'),
          page('Snapshots', 'snapshots'),
          page('Formats', 'formats'),
          page('Data dictionary', 'data-dictionary'),
        ],
      },
      { text: 'Metrics', items: [page('What the figures mean', 'metrics')] },
      {
        text: 'Proof',
        items: [page('Reliability', 'reliability'), page('Coverage of the vendors', 'coverage')],
      },
      { text: 'Wallet', items: [page('The wallet', 'wallet')] },
      {
        text: 'Operations',
        items: [
          page('Operations', 'operations'),
          page('The page', 'page'),
          page('Monitoring', 'monitoring'),
          page('ClickHouse', 'clickhouse'),
        ],
      },
      { text: 'Security', items: [page('Security', 'security')] },
      { text: 'Performance', items: [page('Performance', 'performance')] },
      { text: 'Architecture', items: [page('Architecture', 'architecture')] },
      { text: 'Decisions', collapsed: true, items: decisions },
      { text: 'Frictions', items: [page('What became of them', 'frictions')] },
    ],
  },
});
