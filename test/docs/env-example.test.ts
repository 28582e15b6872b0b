/** `.env.example` names every variable that ggr reads, and no other. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { vendors } from '../../src/catalogue.ts';
import { loadConfig } from '../../src/config/config.ts';

test('.env.example has a line for every variable of ggr config, and for nothing else', () => {
  const text = readFileSync(resolve(import.meta.dirname, '../../.env.example'), 'utf8');
  const explained = [...text.matchAll(/^#?([A-Z]\w+)=/gm)].map(([, name]) => name);
  const read = loadConfig(vendors, { env: {}, folder: '/nonexistent' }).entries;
  expect(explained.toSorted()).toEqual(read.map(({ name }) => name).toSorted());
});
