/**
 * Charts by uPlot. Numbers are made of the exact texts for pixels only; what is read off a chart is the text. Bars of
 * what is not proved, or not over, are hatched.
 */
import { load } from './load-script.js';

const HEIGHT = 220;
const COLOURS = ['--series-1', '--series-2', '--series-3', '--series-4', '--series-5'];
const drawn = new Map();
const dark = matchMedia('(prefers-color-scheme: dark)');

const styleOf = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

export async function drawCharts(section) {
  const figures = [...section.querySelectorAll('[data-chart]')];
  if (figures.length === 0) return;
  await load('/page/uplot.js');
  for (const figure of figures) draw(figure);
}

export function forgetCharts(section) {
  for (const figure of section.querySelectorAll('[data-chart]')) forget(figure);
}

function forget(figure) {
  drawn.get(figure)?.plot.destroy();
  drawn.get(figure)?.observer.disconnect();
  drawn.delete(figure);
}

dark.addEventListener('change', () => {
  for (const figure of [...drawn.keys()]) {
    forget(figure);
    draw(figure);
  }
});

function draw(figure) {
  const chart = JSON.parse(figure.dataset.chart);
  const read = document.createElement('div');
  read.className = 'read';
  figure.replaceChildren(read);
  if (chart.x.length === 0) return;
  const show = (index) => tell(read, chart, index);
  const plot = new uPlot(optionsOf(chart, figure.clientWidth, show), dataOf(chart), figure);
  const observer = new ResizeObserver(() => {
    if (figure.clientWidth > 0) plot.setSize({ width: figure.clientWidth, height: HEIGHT });
  });
  observer.observe(figure);
  figure.onkeydown = (event) => step(event, plot, chart);
  drawn.set(figure, { plot, observer });
  show(null);
}

/** Arrow keys move along the chart. */
function step(event, plot, { x }) {
  const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
  if (!by) return;
  event.preventDefault();
  const index = Math.min(x.length - 1, Math.max(0, (plot.cursor.idx ?? x.length - 1) + by));
  plot.setCursor({ left: plot.valToPos(x[index], 'x'), top: 10 });
}

/** What stands above: names and colours, and the exact values of the place that is pointed at. */
function tell(read, { series, labels, unit }, index) {
  const parts = series.map(({ name, values }, i) => {
    const swatch = document.createElement('span');
    swatch.className = `swatch s${i}`;
    const value = document.createElement('b');
    value.textContent = index === null ? '' : ` ${textOf(values[index])}`;
    const item = document.createElement('span');
    item.append(swatch, name, value);
    return item;
  });
  const at = document.createElement('b');
  at.textContent = index === null ? unit : labels[index];
  read.replaceChildren(at, ...parts);
}

const textOf = (value) =>
  value === null
    ? '–'
    : value
        .replace(/(\.\d\d)00$/, '$1')
        .replace(/\B(?=(\d{3})+(?=\.|$))/g, (_, __, at, text) =>
          text.slice(0, at).includes('.') ? '' : ',',
        );

/** Stacks: gains above zero, losses below; each bar reaches from zero, and the smaller ones lie over it. */
function dataOf({ kind, x, series }) {
  const columns = series.map(({ values }) =>
    values.map((value) => (value === null ? null : Number(value))),
  );
  if (kind !== 'stack') return [x, ...columns];
  const [above, below] = [x.map(() => 0), x.map(() => 0)];
  const stacked = columns.map((values) =>
    values.map((value, i) => {
      if (value === null) return null;
      const sums = value >= 0 ? above : below;
      sums[i] += value;
      return sums[i];
    }),
  );
  return [x, ...stacked.reverse()];
}

function optionsOf({ kind, x, labels, series }, width, show) {
  const [muted, line] = [styleOf('--muted'), styleOf('--line')];
  const font = '11px system-ui, sans-serif';
  const axis = { stroke: muted, font, ticks: { show: false } };
  const colours = series.map((_, i) => styleOf(COLOURS[i % COLOURS.length]));
  const order = kind === 'stack' ? series.map((_, i) => i).reverse() : series.map((_, i) => i);
  return {
    width,
    height: HEIGHT,
    legend: { show: false },
    padding: [8, 8, 0, 0],
    cursor: { y: false, drag: { x: false, y: false }, points: { show: kind === 'lines' } },
    hooks: { setCursor: [(plot) => show(plot.cursor.idx ?? null)] },
    scales: {
      x: { time: false, range: (_, min, max) => widened(x, min, max) },
      y: {
        range: (_, min, max) =>
          min === max
            ? [min - 1, max + 1]
            : uPlot.rangeNum(Math.min(0, min), Math.max(0, max), 0.08, true),
      },
    },
    series: [{}, ...order.map((i) => seriesOf(kind, series[i], colours[i], i))],
    axes: [
      {
        ...axis,
        size: 26,
        grid: { show: false },
        splits: () => everySo(labels, width).map((i) => x[i]),
        values: (_, splits) => splits.map((value) => shortOf(labels[x.indexOf(value)])),
      },
      {
        ...axis,
        size: 62,
        grid: { stroke: line, width: 1 },
        values: (_, splits) => splits.map(compact),
      },
    ],
  };
}

const shortOf = (label = '') => label.replace(/^\w{3} (?=\d)/, '').replace(' UTC', '');

/** Half a bar to both sides. */
function widened(x, min, max) {
  const gap = x.length > 1 ? x[1] - x[0] : 1;
  return [min - gap * 0.6, max + gap * 0.6];
}

/** So many labels that none touches the next; the newest is always there. */
function everySo(labels, width) {
  const longest = Math.max(...labels.map((label) => shortOf(label).length));
  const most = Math.max(2, Math.floor((width - 70) / (longest * 6.5 + 18)));
  const every = Math.max(1, Math.ceil(labels.length / most));
  return labels.map((_, i) => i).filter((i) => (labels.length - 1 - i) % every === 0);
}

const compact = (value) =>
  Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 }).format(value);

function seriesOf(kind, { name, hatched = [] }, colour, index) {
  if (kind === 'lines' || (kind === 'hours' && index === 1)) {
    const isDashed = kind === 'hours' || index === 1;
    return {
      label: name,
      stroke: colour,
      width: 1.8,
      ...(isDashed && { dash: [5, 3] }),
      points: { show: false },
    };
  }
  const hatch = hatchOf(colour);
  const fills = hatched.map((isHatched) => (isHatched ? hatch : colour));
  const each = { unit: 3, values: () => fills };
  // without any uPlot would draw none
  const disp = fills.length > 0 ? { fill: each, stroke: each } : {};
  return {
    label: name,
    fill: colour,
    stroke: colour,
    width: 0,
    points: { show: false },
    paths: uPlot.paths.bars({
      size: [0.72, 40],
      disp,
    }),
  };
}

/** Strokes on the panel's own ground: what lies behind must not show through. */
function hatchOf(colour) {
  const tile = document.createElement('canvas');
  const size = 8 * devicePixelRatio;
  [tile.width, tile.height] = [size, size];
  const pen = tile.getContext('2d');
  pen.fillStyle = styleOf('--surface');
  pen.fillRect(0, 0, size, size);
  pen.globalAlpha = 0.25;
  pen.fillStyle = colour;
  pen.fillRect(0, 0, size, size);
  pen.globalAlpha = 1;
  pen.strokeStyle = colour;
  pen.lineWidth = size / 4;
  pen.beginPath();
  for (const shift of [-size, 0, size]) {
    pen.moveTo(shift, size);
    pen.lineTo(shift + size, 0);
  }
  pen.stroke();
  return pen.createPattern(tile, 'repeat');
}
