/** What is larger than the house allows, as the linter counts. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { ROOT } from './sources.ts';

export const MOST_FUNCTION_LINES = 50;
export const MOST_PARAMETERS = 3;

/** Files of `folder` that break a rule of size, as the linter finds them. */
export function oversized(folder: string): string[] {
  const config = mkdtempSync(join(tmpdir(), 'ggr-biome-'));
  const rule = (options: object) => ({ level: 'error', options });
  try {
    writeFileSync(
      join(config, 'biome.json'),
      JSON.stringify({
        formatter: { enabled: false },
        assist: { enabled: false },
        linter: {
          rules: {
            recommended: false,
            complexity: {
              noExcessiveLinesPerFunction: rule({ maxLines: MOST_FUNCTION_LINES }),
              useMaxParams: rule({ max: MOST_PARAMETERS }),
            },
          },
        },
      }),
    );
    const biome = join(ROOT, 'node_modules/.bin/biome');
    const args = ['lint', `--config-path=${config}`, '--reporter=github', '--max-diagnostics=none'];
    const { stdout } = spawnSync(biome, [...args, folder], { cwd: ROOT, encoding: 'utf8' });
    return [...stdout.matchAll(/title=lint\/complexity\/(\w+),file=([^,]+),line=(\d+)/g)].map(
      ([, name, file = '', line]) => `${relative(ROOT, file)}:${line} ${name}`,
    );
  } finally {
    rmSync(config, { recursive: true, force: true });
  }
}
