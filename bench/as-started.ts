/** What bin/ggr starts Node with: processes of a bench have the same. */
export const FLAGS = ['--no-concurrent-marking', '--max-semi-space-size=8'];
export const SETTINGS = {
  UV_THREADPOOL_SIZE: '16',
  MALLOC_ARENA_MAX: '1',
  DUCKDB_JE_MALLOC_CONF: 'narenas:1',
};
