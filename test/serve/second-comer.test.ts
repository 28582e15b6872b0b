/** Who comes second to a store or to a port is told who came first. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { startPvVendor } from '../../src/demo/pv/server.ts';
import { serve } from '../support/daemon.ts';
import { pvSettings } from '../support/engine.ts';
import { place } from '../support/ggr.ts';
import { holdAfter, PV_HISTORY, PV_IN_FLIGHT } from '../support/held-vendor.ts';

vi.setConfig({ testTimeout: 300_000 });

const FREE_PORT = { GGR_PORT: '0' };

describe('who comes second', () => {
  test('as a daemon on the same store is told who holds it, whichever port it has', async () => {
    const where = place(FREE_PORT);
    const daemon = await serve(where);
    const port = new URL(daemon.address).port;
    for (const GGR_PORT of ['0', port]) {
      const outcome = await place({ ...where.env, GGR_PORT }).ggr('serve');
      expect(outcome).toMatchObject({ code: 2, stdout: '' });
      expect(outcome.stderr).toContain(`is held by ggr serve (process ${daemon.pid}`);
      expect(outcome.stderr).not.toContain('EADDRINUSE');
    }
    expect((await daemon.sql('select 1 as a')).json()).toEqual([{ a: 1 }]);
    expect(existsSync(`${where.store}.lock`)).toBe(true);
    expect(readFileSync(`${where.store}.desk`, 'utf8')).toContain(daemon.address);
  });

  test('to a port is told so, and leaves no store behind', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as { port: number };
    try {
      const where = place({ GGR_PORT: String(port) });
      const outcome = await where.ggr('serve');
      expect(outcome).toMatchObject({ code: 2, stdout: '' });
      expect(outcome.stderr).toContain(
        `127.0.0.1 port ${port} (GGR_HOST, GGR_PORT) cannot be listened on`,
      );
      expect(existsSync(where.store)).toBe(false);
    } finally {
      other.close();
    }
  });

  test('to a store that a foreign DuckDB process holds is told its program and pid', async () => {
    const where = place(FREE_PORT);
    await (await serve(where)).end();
    const script = `import { DuckDBInstance } from ${JSON.stringify(import.meta.resolve('@duckdb/node-api'))};
      await DuckDBInstance.create(${JSON.stringify(where.store)});
      console.log('open');
      setInterval(() => {}, 1000);`;
    const foreign = spawn(process.execPath, ['--input-type=module', '-e', script]);
    try {
      await once(foreign.stdout, 'data');
      // a lock file of ours whose pid went to another process says nothing
      writeFileSync(
        `${where.store}.lock`,
        JSON.stringify({ pid: process.pid, command: 'sync', since: 'long ago' }),
      );
      for (const command of [['serve'], ['status'], ['sync']]) {
        const outcome = await place({
          ...pvSettings({ url: 'http://127.0.0.1:1', mchId: 1, key: 'x' }),
          ...where.env,
        }).ggr(...command);
        expect(outcome).toMatchObject({ code: 2, stdout: '' });
        expect(outcome.stderr).toMatch(
          new RegExp(`is held by \\S*node.* \\(process ${foreign.pid}\\)`),
        );
      }
    } finally {
      foreign.kill('SIGKILL');
    }
  });

  test('as `ggr sync` from cron while another one runs ends with 2 and names it', async () => {
    const from = `${new Date(Date.now() - 96 * 3_600_000).toISOString().slice(0, 10)}T00:00:00Z`;
    const vendor = await startPvVendor({ from, betsPerHour: 60 });
    onTestFinished(() => vendor.close());
    const where = place({ ...pvSettings(vendor), GGR_SYNC_START: from });
    const held = holdAfter(vendor, 2, PV_HISTORY);
    const first = where.start('sync');
    await held.waiting(PV_IN_FLIGHT);
    const second = await where.ggr('sync', '--json');
    expect(second.code).toBe(2);
    expect(JSON.parse(second.stdout).error).toMatchObject({
      code: 'store-locked',
      message: expect.stringContaining(`is held by ggr sync (process ${first.process.pid}`),
    });
    first.process.kill('SIGINT');
    expect((await first.ended).code).toBe(130);
    held.release();
    const [row] = await where.query<{ doubled: number }>(
      'select count(*) - count(distinct event_id) as doubled from pv.bets',
    );
    expect(row).toEqual({ doubled: 0 });
  });
});
