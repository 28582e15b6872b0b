/** The page: asks for its panels, and does what its buttons say. */
import { fetchPart, post } from './ask.js';
import { drawCharts, forgetCharts } from './chart.js';
import { copy } from './copy.js';
import { keepHeat, openDay, showWindow } from './heat.js';
import { runStatement, startSqlBox } from './sql-box.js';
import { keepTables, sortBy } from './table.js';

/** What is chosen, by panel; currency holds for all of them. */
const choices = new Map();
const chosen = (name) => {
  const own = choices.get(name) ?? {};
  const currency = choices.get('money')?.currency;
  return new URLSearchParams({ ...(currency && { currency }), ...own });
};
const FOLLOWS_CURRENCY = ['today', 'games', 'players'];
const STATUS_EVERY_MS = 15_000;
const FRESH_MS = 60_000;

async function load(name, isFresh = false) {
  const old = document.getElementById(name);
  if (!old) return;
  old.setAttribute('aria-busy', 'true');
  const query = chosen(name);
  if (isFresh) query.set('fresh', '1');
  const focused = old.contains(document.activeElement)
    ? document.activeElement.getAttribute('data-query')
    : undefined;
  try {
    const [section] = await fetchPart(`/page/panel/${name}?${query}`);
    forgetCharts(old);
    old.replaceWith(section);
    await dress(section);
    if (focused) section.querySelector(`[data-query="${focused}"]`)?.focus();
  } catch (error) {
    old.removeAttribute('aria-busy');
    const says = document.createElement('p');
    says.className = 'away';
    says.textContent = `Not shown: ${error.message}`;
    old.querySelector('.wait')?.replaceWith(says);
  }
}

async function dress(section) {
  keepTables(section);
  keepHeat(section);
  await drawCharts(section);
}

const panels = () => [...document.querySelectorAll('.panels [data-panel]')].map(({ id }) => id);
const loadAll = (isFresh) =>
  Promise.all([load('head'), ...panels().map((name) => load(name, isFresh))]);

document.addEventListener('click', async (event) => {
  const button = event.target.closest('button');
  if (!button) return;
  const { dataset } = button;
  if (dataset.sql !== undefined) runStatement(dataset.sql);
  else if (dataset.sort !== undefined) sortBy(button);
  else if (dataset.open !== undefined) await openDay(button);
  else if (dataset.window !== undefined) showWindow(button);
  else if (dataset.copy !== undefined) await copy(button);
  else if (dataset.close !== undefined) button.closest('[data-opened]').replaceChildren();
  else if (dataset.refresh !== undefined) await loadAll(true);
  else if (dataset.logout !== undefined) {
    await post('/page/logout', {});
    location.reload();
  }
});

document.addEventListener('change', async ({ target }) => {
  const name = target.dataset?.query;
  const panel = target.closest('[data-panel]')?.id;
  if (!name || !panel) return;
  const value = target.type === 'checkbox' && !target.checked ? undefined : target.value;
  const { [name]: _, ...others } = choices.get(panel) ?? {};
  choices.set(panel, value === undefined ? others : { ...others, [name]: value });
  const also = name === 'currency' ? FOLLOWS_CURRENCY : [];
  await Promise.all([panel, ...also].map((each) => load(each)));
});

/** Whether the snapshot that was shown is older than a reader would be given. */
function isOld() {
  const times = [...document.querySelectorAll('.panels .asof time')].map((time) =>
    Date.parse(time.dateTime),
  );
  return times.length > 0 && Math.min(...times) < Date.now() - FRESH_MS;
}

startSqlBox();
await dress(document.getElementById('head'));
const late = document.querySelector('#head[aria-busy]') ? [load('head')] : [];
await Promise.all([...late, ...panels().map((name) => load(name))]);
// what was shown at once may be old: what is fresh follows by itself
if (isOld()) await Promise.all(panels().map((name) => load(name, true)));
document.documentElement.dataset.isLoaded = 'true';
setInterval(() => {
  const isUsed = document.getElementById('head')?.contains(document.activeElement);
  if (!document.hidden && !isUsed) load('head');
}, STATUS_EVERY_MS);
