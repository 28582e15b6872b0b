/** The dashboard and the alert rules ask for nothing that /metrics does not print, and promtool plays the rules. */
import { spawnSync } from 'node:child_process';
import { copyFileSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { renderMetrics } from '../../src/serve/metrics.ts';
import type { KnownStream } from '../../src/sync/stream-state.ts';
import { Latency } from '../../src/wallet/latency.ts';
import { temporaryFolder } from '../support/ggr.ts';

const GRAFANA = resolve(import.meta.dirname, '../../docs/grafana');
const read = (name: string) => readFileSync(join(GRAFANA, name), 'utf8');

/** Labels by the name of a series, of a daemon that has one of everything. */
async function printed(): Promise<Map<string, Set<string>>> {
  const latency = new Latency();
  latency.took(1);
  const stream = {
    account: 'pv',
    stream: 'pv.bets',
    state: 'late',
    windows: { verified: 1 },
    complete_until: '2026-11-03T00:00:00Z',
    verified_until: '2026-11-02T00:00:00Z',
    behind_seconds: 1,
    missing_windows: 1,
    failed_windows: 1,
    expires_at: '2026-12-01T00:00:00Z',
    differing_windows: 1,
    waived_windows: 1,
    differs_since: '2026-11-03T01:00:00Z',
    rejects: 1,
    rejects_accepted: 1,
  } as unknown as KnownStream;
  const traffic = { requests: 1, refusals: { busy: 1 }, waited_seconds: 1, rows: { inserted: 1 } };
  const { text } = await renderMetrics({
    as_of: '2026-11-03T02:00:00Z',
    streams: [stream],
    unaccounted_windows: 0,
    clock_behind_seconds: 0,
    drift: [],
    daemon: { version: '0.2.0', pid: 1, store_fault: null },
    schedules: [],
    traffic: [{ account: 'pv', stream: 'pv.bets', ...traffic }],
    parts: { wallet: { state: 'up', restarts: 0, latency: latency.counts() } },
  } as unknown as Parameters<typeof renderMetrics>[0]);
  const series = new Map<string, Set<string>>();
  const labelsOf = (name: string) => series.get(name) ?? series.set(name, new Set()).get(name);
  for (const line of text.split('\n')) {
    const [, name = '', labels = ''] = /^(?:# TYPE )?(\w+)(?:\{(.*)\})?/.exec(line) ?? [];
    if (name === '') continue;
    for (const [, label = ''] of labels.matchAll(/(\w+)="/g)) labelsOf(name)?.add(label);
    labelsOf(name);
  }
  return series;
}

/** Of a query of Prometheus: each series it asks for. */
function namesIn(query: string): string[] {
  const bare = query.replaceAll(/"[^"]*"/g, '""');
  return [...new Set([...bare.matchAll(/\bggr_\w+/g)].map(([name]) => name))];
}

interface Panel {
  readonly title: string;
  readonly targets?: readonly { readonly expr: string }[];
}
const { panels, templating } = JSON.parse(read('dashboard.json')) as {
  panels: readonly Panel[];
  templating: { list: { query: string | { query: string } }[] };
};
const ofPanels = panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr));
const ofVariables = templating.list.map(({ query }) =>
  typeof query === 'string' ? query : query.query,
);
const ofRules = [...read('alerts.yml').matchAll(/^ +expr: (?:>\n((?: {10,}.*\n)+)|(.+))/gm)].map(
  ([, folded, plain]) => folded ?? plain ?? '',
);

test('every series of the dashboard and of the rules is one that /metrics prints', async () => {
  const series = await printed();
  expect(ofPanels.length).toBeGreaterThan(30);
  expect(ofRules.length).toBe([...read('alerts.yml').matchAll(/- alert:/g)].length);
  const asked = [...ofPanels, ...ofVariables, ...ofRules].flatMap(namesIn);
  const suffixed = (name: string) => [name, name.replace(/_(bucket|sum|count)$/, '')];
  expect(asked.filter((name) => !suffixed(name).some((each) => series.has(each)))).toEqual([]);
  // and what /metrics prints and nobody looks at is at most its own version, instants and runs
  const seen = new Set(asked.flatMap(suffixed));
  const unseen = [...series.keys()].filter(
    (name) => !suffixed(name).some((each) => seen.has(each)),
  );
  expect(
    unseen.filter((name) => !/_timestamp_seconds$|_fetched$|^ggr_build_info$/.test(name)),
  ).toEqual([]);
});

test('the panels stand beside each other, each with a title, and no two under one id', () => {
  const placed = panels as unknown as {
    id: number;
    title: string;
    gridPos: Record<'x' | 'y' | 'w' | 'h', number>;
  }[];
  expect(new Set(placed.map(({ id }) => id)).size).toBe(placed.length);
  const taken = new Set<string>();
  for (const { title, gridPos } of placed) {
    expect(title).not.toBe('');
    expect(gridPos.x + gridPos.w).toBeLessThanOrEqual(24);
    for (let x = gridPos.x; x < gridPos.x + gridPos.w; x += 1) {
      for (let y = gridPos.y; y < gridPos.y + gridPos.h; y += 1) {
        expect(taken.has(`${x} ${y}`), title).toBe(false);
        taken.add(`${x} ${y}`);
      }
    }
  }
});

const hasPromtool = spawnSync('promtool', ['--version']).error === undefined;
describe.runIf(process.env.GGR_CHECKERS === 'all' || hasPromtool)('promtool', () => {
  test('reads the rules, and each fires when it should and not while all is well', () => {
    const folder = temporaryFolder();
    copyFileSync(join(GRAFANA, 'alerts.yml'), join(folder, 'alerts.yml'));
    copyFileSync(join(import.meta.dirname, 'alerts.test.yml'), join(folder, 'alerts.test.yml'));
    for (const args of [
      ['check', 'rules', 'alerts.yml'],
      ['test', 'rules', 'alerts.test.yml'],
    ]) {
      const { status, stdout, stderr } = spawnSync('promtool', args, {
        cwd: folder,
        encoding: 'utf8',
      });
      expect(status, stdout + stderr).toBe(0);
    }
  });
});
