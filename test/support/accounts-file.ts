/** ggr.config.yaml beside a test: its accounts, and what they are loaded as. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { streams, vendors } from '../../src/catalogue.ts';
import { loadConfig } from '../../src/config/config.ts';
import { temporaryFolder } from './ggr.ts';

export const SECRET = 'not-for-anybodys-eyes';

/** The configuration that this file gives, beside a file with a secret. */
export function loadAccounts(yaml: string, env: Record<string, string> = {}) {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'ggr.config.yaml'), yaml);
  writeFileSync(join(folder, 'key.txt'), `${SECRET}\n`);
  return loadConfig(vendors, { env: { THE_KEY: SECRET, ...env }, folder, streams });
}

/** An account that is right but for the lines that take the place of others. */
export const pvAccount = (...lines: string[]) => {
  const given = new Set(lines.map((line) => line.split(':')[0]));
  const right = [
    'name: one',
    'vendor: pv',
    'url: https://pv.example',
    'mch_id: 7',
    'key_env: THE_KEY',
    'currency: CNY',
  ].filter((line) => !given.has(line.split(':')[0]));
  return `accounts:\n  - ${[...right, ...lines].join('\n    ')}\n`;
};
export const ENV_PV = {
  GGR_PV_URL: 'https://pv.example',
  GGR_PV_MCH_ID: '1',
  GGR_PV_KEY: SECRET,
  GGR_PV_CURRENCY: 'CNY',
};
