/** Snapshots of a daemon: made after its pulls, on demand beside them, and of nothing that readers hold. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { startPvVendor } from '../../src/demo/pv/server.ts';
import { HOUR_MS, iso } from '../../src/transform/time.ts';
import { serve } from '../support/daemon.ts';
import { pvSettings } from '../support/engine.ts';
import { place } from '../support/ggr.ts';
import { openSnapshot } from '../support/snapshot.ts';

test('a daemon publishes what it has pulled, `ggr publish` beside it and alone says where, and says when nothing changed', async () => {
  const from = iso(Math.floor(Date.now() / HOUR_MS - 3) * HOUR_MS);
  const vendor = await startPvVendor({ from, betsPerHour: 20 });
  onTestFinished(() => vendor.close());
  const where = place({ ...pvSettings(vendor), GGR_SYNC_START: from });
  const daemon = await serve(where);
  const made = await where.ggr('publish', '--json');
  expect(made).toMatchObject({ code: 0 });
  const document = JSON.parse(made.stdout);
  expect(document).toMatchObject({ snapshot: expect.any(Number), as_of: expect.any(String) });
  const { parts } = (await daemon.call('/status.json')).json<{ parts: object }>();
  expect(parts).toMatchObject({ snapshots: { not_ready: null, error: null } });
  expect((await daemon.end()).code).toBe(0);

  const bets = await where.query(
    'select count(*) as n, sum(stake)::varchar as stake from ggr.bets',
  );
  const folder = join(where.folder, 'published');
  const alone = await where.ggr('publish');
  expect(alone.stdout.trim()).toMatch(new RegExp(`^${folder}/\\d+$`));
  const snapshot = await openSnapshot(join(folder, 'current'));
  const rows = await snapshot.rows(
    'select count(*) as n, sum(stake)::varchar as stake from ggr.bets',
  );
  expect(rows.map((row) => ({ ...row, n: Number(row.n) }))).toEqual(bets);
  snapshot.close();
  expect((await where.ggr('publish')).stderr).toContain('nothing has changed since snapshot');
  const manifest = JSON.parse(readFileSync(join(folder, 'current/manifest.json'), 'utf8'));
  expect(manifest.tables['pv.bets'].parts.length).toBeGreaterThan(0);
});
