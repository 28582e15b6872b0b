import { defineConfig } from 'vitest/config';

/**
 * Files that start many daemons, or try many cases: some seconds each, together as long as all others. `npm test`
 * leaves them out, so that it stays a matter of minutes on two cores; `npm run test:all` runs everything.
 */
const LONG = [
  'test/cli/{fx,left-out,network,pop,pv-reports,query,query-beside,read-only,reconcile,rejects,screen,status,sync}.test.ts',
  'test/config/env-file.test.ts',
  'test/package/{installed,units}.test.ts',
  'test/marts/{absurd-values,gaming-day,restated}.test.ts',
  'test/read/publish/{kill,same-answers}.test.ts',
  'test/serve/{backfill-beside-schedule,backfill-through-daemon,backup,commands,holder,http,lifecycle,page-looks,second-comer,sql,transfer-key,wallet}.test.ts',
  'test/transform/record-scanner-long.test.ts',
  'test/wallet/{closures,rot,rounds}.test.ts',
  'test/sync/{account-terms,accounts,empty-days,faults,first-window,hours-turn,late-rows,odd-answers,odd-keys,pv-details,pv-reports,reconcile,reconcile-explained,replay}.test.ts',
];

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // ClickHouse's own run by `npm run test:clickhouse`: what they need is half a gigabyte
    exclude: ['test/clickhouse/**', ...(process.env.GGR_TESTS === 'all' ? [] : LONG)],
    globalSetup: ['test/support/global-setup.ts'],
    pool: 'forks',
    // many tests wait for processes of their own: a worker more than cores keeps the cores busy
    maxWorkers: 3,
    // no limit on speed: only an end to what hangs, on a machine that stands still for a minute too
    testTimeout: 300_000,
    // a state is waited for; the second that it is by default is a measure of the machine
    expect: { poll: { timeout: 120_000 } },
    hookTimeout: 300_000,
  },
});
