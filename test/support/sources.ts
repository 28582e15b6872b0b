/** The files of src and what they import, as text tells it. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';

export const ROOT = resolve(import.meta.dirname, '../..');
const SRC = join(ROOT, 'src');

/** Every file of src, its path from there. */
export const sources = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .map((file) => ({ file, text: readFileSync(join(SRC, file), 'utf8') }));

const IMPORT = /(?:(?:^|\n)(?:import|export)\s[^;]*?from\s+|\bimport\()'(\.[^']+)'/g;
/** What each file imports of src. */
export const imports = new Map(
  sources.map(({ file, text }) => [
    file,
    [...text.matchAll(IMPORT)].map((m) => relative(SRC, resolve(SRC, dirname(file), m[1] ?? ''))),
  ]),
);
/** Of those, what Node loads at once: no types, and nothing that is imported later. */
const LOADED = /(?:^|\n)(?:import|export)\s(?!type\b)[^;]*?from\s+'([^']+)'/g;
const loadedBy = (text: string) => [...text.matchAll(LOADED)].map(([, name = '']) => name);
export const loads = new Map(
  sources.map(({ file, text }) => [
    file,
    loadedBy(text)
      .filter((name) => name.startsWith('.'))
      .map((name) => relative(SRC, resolve(SRC, dirname(file), name))),
  ]),
);
/** The packages that each file loads at once. */
export const packagesOf = new Map(
  sources.map(({ file, text }) => [file, loadedBy(text).filter((name) => !name.startsWith('.'))]),
);
