import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { canonicalJson, signPv } from '../../../src/extract/pv/sign.ts';

interface Vector {
  readonly name: string;
  readonly data: unknown;
  readonly ts: number;
  readonly key: string;
  readonly text: string;
  readonly sign: string;
}
const fixture = new URL('../../fixtures/pv-sign.json', import.meta.url);
const vectors = JSON.parse(readFileSync(fixture, 'utf8')) as Vector[];

test.for(vectors)('the reference value "$name" is reproduced', ({ data, ts, key, text, sign }) => {
  expect(canonicalJson(data)).toBe(text);
  expect(signPv(text, ts, key)).toBe(sign);
});

test('DEL and characters past the basic plane are escaped and sorted as Python does', () => {
  // python3 -c 'import json; print(json.dumps({"\U0001f600":1,"\uffee":2,"a":"\x7f"},sort_keys=True,separators=(",",":")))'
  expect(canonicalJson({ '\u{1f600}': 1, '\uffee': 2, a: '\x7f' })).toBe(
    '{"a":"\\u007f","\\uffee":2,"\\ud83d\\ude00":1}',
  );
});
