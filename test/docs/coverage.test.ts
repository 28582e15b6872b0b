/** docs/coverage.md lists every endpoint of the vendors' documents, and nothing that is not there. */
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { catalogue, streams } from '../../src/catalogue.ts';
import { listLookups } from '../../src/cli/commands/lookup.ts';
import { ENDPOINTS as POP_ENDPOINTS } from '../../src/demo/pop/endpoints.ts';
import { ENDPOINTS as PV_ENDPOINTS } from '../../src/demo/pv/endpoints.ts';
import { COMMANDS as WM_COMMANDS } from '../../src/demo/wm/commands.ts';
import { place } from '../support/ggr.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');
/** Taken from the documents by grep: test/fixtures/README.md. */
const inventory = Object.entries(
  JSON.parse(read('test/fixtures/endpoints.json')) as Record<string, string[]>,
).flatMap(([document, names]) => names.map((name) => `${document} ${name}`));

const rows = read('docs/coverage.md')
  .split('\n')
  .filter((line) => /^\| (?!document)/.test(line))
  .map((line) => line.split('|').slice(1, -1))
  .map(([document = '', , endpoint = '', ours = '', proof = '']) => ({
    document: document.trim(),
    endpoint: endpoint.trim().replaceAll('`', ''),
    ours: ours.trim(),
    proof: proof.trim(),
  }));
const isAbsent = ({ ours }: { ours: string }) => ours.startsWith('absent: ');
const inTicks = ({ ours }: { ours: string }) =>
  [...ours.matchAll(/`([^`]+)`/g)].map(([, text = '']) => text);

describe('the table', () => {
  test('has every endpoint of the documents exactly once, and no other', () => {
    expect(inventory.length).toBe(35);
    const listed = rows.map(({ document, endpoint }) => `${document} ${endpoint}`);
    expect(listed.toSorted()).toEqual(inventory.toSorted());
  });

  test('names every stream of the catalogue, and no other', () => {
    const named = rows.flatMap(inTicks).filter((text) => /^[a-z]+\.[a-z_]+$/.test(text));
    expect([...new Set(named)].sort()).toEqual(streams.map(({ name }) => name).sort());
  });

  test('says of each row what of ours it is, or why it is absent', () => {
    const known = /^(absent: .{20,}|the wallet$|`(ggr [a-z ]+|[a-z]+\.[a-z_]+)`)/;
    expect(rows.filter(({ ours }) => !known.test(ours))).toEqual([]);
  });

  test('names tests that are there, for every row that is not absent', () => {
    const broken = rows.filter((row) => {
      const [, file = '', title = ''] = /^`([^`]+)`: (.+)$/.exec(row.proof) ?? [];
      if (isAbsent(row)) return row.proof !== '–';
      return !existsSync(join(ROOT, file)) || !hasTest(read(file), title);
    });
    expect(broken).toEqual([]);
  });

  test('has what the bundled vendors answer, and calls nothing of it absent', () => {
    const reading = rows.filter((row) => !isAbsent(row) && row.document !== 'wallet-v2.txt');
    expect(reading.map(({ endpoint }) => endpoint).sort()).toEqual(
      [...PV_ENDPOINTS.keys(), ...Object.keys(WM_COMMANDS), ...POP_ENDPOINTS.keys()].sort(),
    );
  });
});

test('the commands that the table names are there, and so is every lookup', async () => {
  const commands = [...new Set(rows.flatMap(inTicks).filter((text) => text.startsWith('ggr ')))];
  const where = place();
  for (const name of new Set(commands.map((command) => command.split(' ')[1] ?? ''))) {
    expect(await where.ggr(name, '--help')).toMatchObject({ code: 0 });
  }
  const lookups = commands.flatMap((command) => /^ggr lookup (.+)$/.exec(command)?.[1] ?? []);
  expect(lookups.sort()).toEqual(
    listLookups(catalogue)
      .map((usage) => usage.split(' ').slice(0, 2).join(' '))
      .sort(),
  );
});

/** Whether a file has a test of this title. */
function hasTest(text: string, title: string): boolean {
  return ["'", '"'].some((mark) => text.includes(`${mark}${title}${mark},`));
}
