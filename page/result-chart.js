/** Whether an answer is one that a chart shows: two columns, the second of numbers. */

const NUMBER = /^-?\d+(\.\d+)?$/;
const MOST_POINTS = 400;

export function chartOf(names, rows) {
  if (names.length !== 2 || rows.length < 2 || rows.length > MOST_POINTS) return undefined;
  const [label, value] = names;
  const values = rows.map((row) => (row[value] === null ? null : String(row[value])));
  if (!values.every((text) => text === null || NUMBER.test(text))) return undefined;
  return {
    kind: 'stack',
    x: rows.map((_, i) => i),
    labels: rows.map((row) => String(row[label] ?? 'NULL').replace('T00:00:00Z', '')),
    series: [{ name: value, values }],
    unit: '',
  };
}
