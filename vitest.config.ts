import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/support/global-setup.ts'],
    pool: 'forks',
    // many tests wait for processes of their own: a worker more than cores keeps the cores busy
    maxWorkers: 3,
    // no limit on speed: only an end to what hangs, on a machine that stands still for a minute too
    testTimeout: 300_000,
    hookTimeout: 300_000,
  },
});
