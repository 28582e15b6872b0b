/** `ggr init` and `ggr docs`, in a checkout; test/package does the same with what was installed. */
import { lstatSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { place } from '../support/ggr.ts';

const ROOT = resolve(import.meta.dirname, '../..');

test('init writes every setting with what it means, for its user alone, and ends with the next command', async () => {
  const where = place();
  const { code, stdout, stderr } = await where.ggr('init');
  expect({ code, stdout }).toEqual({ code: 0, stdout: 'npm run -s ggr -- doctor\n' });
  const path = join(where.folder, '.env');
  expect(stderr).toContain(`wrote ${path}`);
  expect(lstatSync(path).mode & 0o777).toBe(0o600);
  const written = readFileSync(path, 'utf8');
  const token = /^#GGR_WALLET_TOKEN=([0-9a-f]{64})$/m.exec(written)?.[1] ?? 'none';
  expect(written.replace(token, '')).toBe(readFileSync(join(ROOT, '.env.example'), 'utf8'));
  expect(stderr).not.toContain(token);
});

test('init writes over nothing, not even through a link', async () => {
  const where = place();
  const path = join(where.folder, '.env');
  symlinkSync(join(where.folder, 'elsewhere'), path);
  const refused = await where.json<{ error: { code: string; hint: string } }>('init', '--json');
  expect(refused.error).toMatchObject({ code: 'usage', hint: expect.stringContaining('config') });
  expect(lstatSync(path).isSymbolicLink()).toBe(true);
  expect(() => readFileSync(join(where.folder, 'elsewhere'))).toThrow();
});

test('docs lists the pages, prints one, says where it stands, and names all where there is no such page', async () => {
  const where = place();
  const { pages } = await where.json<{ pages: { name: string }[] }>('docs', '--json');
  expect(pages.map(({ name }) => name)).toContain('operations');
  const text = readFileSync(join(ROOT, 'docs/wallet.md'), 'utf8');
  expect((await where.call('docs', 'wallet')).stdout.trimEnd()).toBe(text.trimEnd());
  expect((await where.call('docs', 'wallet.md', '--path')).stdout).toBe(`${ROOT}/docs/wallet.md\n`);
  writeFileSync(join(where.folder, 'wallet.md'), 'another');
  const none = await where.call('docs', '../README');
  expect(none).toMatchObject({ code: 2 });
  expect(none.stderr).toContain('operations');
});
