/** The SQL box: runs what is typed over the newest snapshot, keeps a history in this browser, saves CSV and Parquet. */
import { post } from './ask.js';
import { drawCharts, forgetCharts } from './chart.js';
import { chartOf } from './result-chart.js';
import { keepTables } from './table.js';

const HISTORY = 'ggr-sql-history';
const MOST_KEPT = 50;
const MOST_SHOWN = 500;
const NUMBER = /^-?\d+(\.\d+)?$/;

const find = (name) => document.querySelector(`[data-sql-${name}]`);
const statement = () => document.getElementById('statement');
let running;

export function startSqlBox() {
  find('form').addEventListener('submit', (event) => {
    event.preventDefault();
    run();
  });
  statement().addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      run();
    }
  });
  for (const button of document.querySelectorAll('[data-sql-save]')) {
    button.addEventListener('click', () => save(button.dataset.sqlSave));
  }
  find('stop').addEventListener('click', () => running?.abort());
  find('history').addEventListener('change', ({ target }) => {
    if (target.value) statement().value = target.value;
    target.value = '';
  });
  fillHistory();
}

/** A panel's SQL, one click away. */
export function runStatement(text) {
  statement().value = text;
  statement().rows = Math.min(24, text.split('\n').length + 1);
  document.getElementById('sql').scrollIntoView();
  statement().focus({ preventScroll: true });
  run();
}

function say(text, isBad = false) {
  const place = find('says');
  place.textContent = text;
  place.classList.toggle('bad', isBad);
}

async function ask(format, max_age) {
  running?.abort();
  running = new AbortController();
  find('stop').hidden = false;
  say('asking …');
  try {
    const answer = await post('/sql', { sql: statement().value, format, max_age }, running.signal);
    if (answer.ok) return answer;
    const { error } = await answer.json();
    say([error.message, error.hint].filter(Boolean).join('\n'), true);
  } catch (error) {
    say(error.name === 'AbortError' ? 'stopped' : error.message, true);
  } finally {
    find('stop').hidden = true;
  }
  return undefined;
}

async function run() {
  const began = performance.now();
  const answer = await ask('json', 60);
  if (!answer) return;
  try {
    const rows = await answer.json();
    keep(statement().value.trim());
    const asOf = answer.headers.get('ggr-as-of');
    find('as-of').textContent = asOf ? `as of ${asOf.slice(11, 19)}` : '';
    const took = `${rows.length} row${rows.length === 1 ? '' : 's'} in ${Math.round(performance.now() - began)} ms`;
    say(
      rows.length > MOST_SHOWN
        ? `${took}; the first ${MOST_SHOWN} are shown, CSV and Parquet have all`
        : took,
    );
    await show(rows);
  } catch (error) {
    say(`the answer broke off: ${error.message}`, true);
  }
}

async function show(rows) {
  const [places, chart] = [find('rows'), find('chart')];
  forgetCharts(chart);
  chart.replaceChildren();
  places.replaceChildren();
  if (rows.length === 0) return;
  const names = Object.keys(rows[0]);
  places.append(tableOf(names, rows.slice(0, MOST_SHOWN)));
  keepTables(places);
  const drawn = chartOf(names, rows.slice(0, MOST_SHOWN));
  if (!drawn) return;
  const figure = document.createElement('figure');
  figure.className = 'chart';
  figure.tabIndex = 0;
  figure.setAttribute('role', 'img');
  figure.setAttribute('aria-label', `${names.join(' and ')} as a chart; the same as a table below`);
  figure.dataset.chart = JSON.stringify(drawn);
  chart.append(figure);
  await drawCharts(chart);
}

/** Text only: whatever an answer holds is shown and never read as HTML. */
function tableOf(names, rows) {
  const isNumber = names.map((name) =>
    rows.every((row) => row[name] === null || NUMBER.test(String(row[name]))),
  );
  const table = document.createElement('table');
  table.dataset.sortable = '';
  const head = table.createTHead().insertRow();
  for (const [i, name] of names.entries()) {
    const cell = document.createElement('th');
    cell.scope = 'col';
    if (isNumber[i]) cell.className = 'num';
    const button = document.createElement('button');
    button.type = 'button';
    button.dataset.sort = '';
    button.textContent = name;
    cell.append(button);
    head.append(cell);
  }
  const body = table.createTBody();
  for (const row of rows) fill(body.insertRow(), row, { names, isNumber });
  const scroll = document.createElement('div');
  scroll.className = 'scroll';
  scroll.tabIndex = 0;
  scroll.setAttribute('role', 'region');
  scroll.setAttribute('aria-label', 'the answer');
  scroll.append(table);
  return scroll;
}

function fill(line, row, { names, isNumber }) {
  for (const [i, name] of names.entries()) {
    const value = row[name];
    const cell = line.insertCell();
    if (value === null) {
      cell.textContent = 'NULL';
      cell.className = 'null';
      cell.dataset.key = '';
    } else cell.textContent = typeof value === 'object' ? JSON.stringify(value) : String(value);
    if (isNumber[i]) cell.classList.add('num');
  }
}

async function save(format) {
  const answer = await ask(format, 60);
  if (!answer) return;
  try {
    const blob = await answer.blob();
    const link = document.createElement('a');
    link.href = URL.createObjectURL(blob);
    link.download = `ggr.${format}`;
    link.click();
    URL.revokeObjectURL(link.href);
    say(`ggr.${format}: ${blob.size} bytes`);
  } catch (error) {
    say(`the answer broke off: ${error.message}`, true);
  }
}

function history() {
  try {
    return JSON.parse(localStorage.getItem(HISTORY) ?? '[]');
  } catch {
    return [];
  }
}

function keep(text) {
  const kept = [text, ...history().filter((each) => each !== text)].slice(0, MOST_KEPT);
  try {
    localStorage.setItem(HISTORY, JSON.stringify(kept));
  } catch {
    return; // this browser keeps nothing
  }
  fillHistory();
}

function fillHistory() {
  const options = history().map((text) => {
    const option = document.createElement('option');
    option.value = text;
    option.textContent = text.replaceAll(/\s+/g, ' ').slice(0, 80);
    return option;
  });
  const none = document.createElement('option');
  none.value = '';
  none.textContent = '–';
  find('history').replaceChildren(none, ...options);
}
