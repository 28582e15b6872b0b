import { defineConfig } from 'vitest/config';

/** ClickHouse's own tests, run by `npm run test:clickhouse` alone: chDB is half a gigabyte. */
export default defineConfig({
  test: {
    root: new URL('../..', import.meta.url).pathname,
    include: ['test/clickhouse/*.test.ts'],
    globalSetup: ['test/support/global-setup.ts'],
    pool: 'forks',
    // one server is everybody's, and chDB has one folder a process
    maxWorkers: 1,
    testTimeout: 600_000,
    hookTimeout: 600_000,
  },
});
