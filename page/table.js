/** Tables that sort. Amounts are compared as exact decimal texts: a number of JavaScript would lose digits. */

const NUMBER = /^-?\d+(\.\d+)?$/;

/** Two decimal texts: below, above or at 0. */
export function compareDecimals(a, b) {
  const [isNegative, isOther] = [a.startsWith('-'), b.startsWith('-')];
  if (isNegative !== isOther) return isNegative ? -1 : 1;
  const split = (text) => text.replace('-', '').split('.');
  const [[wholeA, restA = ''], [wholeB, restB = '']] = [split(a), split(b)];
  const order =
    wholeA.length - wholeB.length ||
    (wholeA < wholeB ? -1 : wholeA > wholeB ? 1 : 0) ||
    compare(restA.padEnd(20, '0'), restB.padEnd(20, '0'));
  return isNegative ? -order : order;
}

const compare = (a, b) => (a < b ? -1 : a > b ? 1 : 0);

/** What is nothing goes last, whichever way. */
function order(a, b, direction) {
  if (a === '' || b === '') return a === b ? 0 : a === '' ? 1 : -1;
  const both = NUMBER.test(a) && NUMBER.test(b);
  return direction * (both ? compareDecimals(a, b) : a.localeCompare(b));
}

const keyOf = (cell) => cell?.dataset.key ?? cell?.textContent ?? '';

export function keepTables(section) {
  for (const head of section.querySelectorAll('[data-sortable] th'))
    head.setAttribute('aria-sort', 'none');
}

export function sortBy(button) {
  const head = button.closest('th');
  const table = head.closest('table');
  const column = head.cellIndex;
  const wasUp = head.getAttribute('aria-sort') === 'ascending';
  const isFirst = head.getAttribute('aria-sort') === 'none';
  // numbers: the largest first
  const direction = isFirst && head.classList.contains('num') ? -1 : wasUp ? -1 : 1;
  for (const each of head.parentElement.cells) each.setAttribute('aria-sort', 'none');
  head.setAttribute('aria-sort', direction === 1 ? 'ascending' : 'descending');
  const body = table.tBodies[0];
  const rows = [...body.rows].map((row) => ({ row, key: keyOf(row.cells[column]) }));
  rows.sort((a, b) => order(a.key, b.key, direction));
  body.append(...rows.map(({ row }) => row));
}
