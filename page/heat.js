/** The heat map: one stop of the Tab key, arrows inside; a day opens to its hours. */
import { fetchPart } from './ask.js';

const STEPS = {
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
};

export function keepHeat(section) {
  for (const map of section.querySelectorAll('[data-heat]')) {
    const last = [...map.querySelectorAll('button')].at(-1);
    if (last) last.tabIndex = 0;
    map.addEventListener('keydown', (event) => step(event, map));
    // the newest days are looked at first
    map.parentElement.scrollLeft = map.parentElement.scrollWidth;
  }
}

function step(event, map) {
  const cell = event.target.closest('td');
  if (!cell) return;
  const next = target(event.key, cell, map);
  if (!next) return;
  event.preventDefault();
  for (const button of map.querySelectorAll('button[tabindex="0"]')) button.tabIndex = -1;
  next.tabIndex = 0;
  next.focus();
}

/** The next button that way: days without one are passed over. */
function target(key, cell, map) {
  if (key === 'Home' || key === 'End') {
    return [...cell.parentElement.querySelectorAll('button')].at(key === 'Home' ? 0 : -1);
  }
  const by = STEPS[key];
  if (!by) return undefined;
  const { rows } = map.tBodies[0];
  let row = cell.parentElement.sectionRowIndex + by[0];
  let column = cell.cellIndex + by[1];
  while (rows[row]?.cells[column]) {
    const button = rows[row].cells[column].querySelector('button');
    if (button) return button;
    row += by[0];
    column += by[1];
  }
  return undefined;
}

export async function openDay(button) {
  const place = button.closest('section').querySelector('[data-opened]');
  for (const each of document.querySelectorAll('[data-open][aria-expanded]'))
    each.removeAttribute('aria-expanded');
  try {
    place.replaceChildren(...(await fetchPart(button.dataset.open)));
    button.setAttribute('aria-expanded', 'true');
    place.scrollIntoView({ block: 'nearest' });
  } catch (error) {
    place.textContent = error.message;
  }
}

export function showWindow(button) {
  const place = button.closest('[data-opened]');
  for (const each of place.querySelectorAll('[data-window]')) {
    each.setAttribute('aria-pressed', String(each === button));
  }
  const articles = [...place.querySelectorAll('[data-of-window]')];
  for (const [i, article] of articles.entries())
    article.hidden = String(i) !== button.dataset.window;
}
