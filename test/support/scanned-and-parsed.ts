/** Reads one answer of pv.bets twice, scanned from its bytes and parsed, and holds that both come to the same. */
import { isAscii } from 'node:buffer';
import { expect } from 'vitest';
import { GgrError } from '../../src/contract/errors.ts';
import type { HttpAnswer, HttpCall, Net } from '../../src/contract/net.ts';
import type { RecordScanner } from '../../src/contract/plain.ts';
import type { Account } from '../../src/contract/vendor.ts';
import { pvBets } from '../../src/extract/pv/bets.ts';
import type { ColumnPage } from '../../src/transform/column-buffers.ts';
import { normalise } from '../../src/transform/normalise.ts';
import { scannerOf } from '../../src/transform/record-scanner.ts';
import { ScannedColumns } from '../../src/transform/scanned-columns.ts';
import { carefully, rowsOf } from './column-rows.ts';
import { mutatedAnswer } from './mutated-answers.ts';
import fc from './properties.ts';

const account = (scale?: bigint) =>
  ({ name: 'a', settings: {}, settingNames: {}, ...(scale && { scale }) }) as unknown as Account;
const ACCOUNTS = [account(), account(10_000_000n)];

/** As http.ts hands it on. */
function answerOf(bytes: Buffer, withBytes: boolean): HttpAnswer {
  const answer = { status: 200, text: new TextDecoder().decode(bytes), clockAheadMs: undefined };
  return withBytes && isAscii(bytes) ? { ...answer, ascii: bytes } : answer;
}

/** The pages, or what is said of them. */
async function read(bytes: Buffer, of: Account, scanner?: RecordScanner) {
  const answer = answerOf(bytes, scanner !== undefined);
  const call = async <T>({ read: take }: HttpCall<T>): Promise<T> => take(answer);
  const context = { account: of, window: { start: 0, end: 3_600_000 }, net: { call } as Net };
  try {
    const pages = [];
    const asked = { ...context, scanner } as unknown as Parameters<typeof pvBets.read>[0];
    for await (const page of pvBets.read(asked)) {
      pages.push(page);
      if (pages.length === 2) break; // one answer for all pages: totals may promise any number
    }
    return pages;
  } catch (error) {
    if (error instanceof GgrError) return error.message;
    throw error;
  }
}

/** What one answer comes to, scanned and parsed: how many records, or what is said of it. */
export async function readBothWays(text: string): Promise<readonly (number | string)[]> {
  const [of] = ACCOUNTS as [Account];
  const bytes = Buffer.from(text);
  await expectSame(bytes, of);
  const ways = [await read(bytes, of), await read(bytes, of, scannerOf(pvBets, of))];
  return ways.map((pages) => (typeof pages === 'string' ? pages : (pages[0]?.records.length ?? 0)));
}

/** Returns whether it was scanned. */
async function expectSame(bytes: Buffer, of: Account): Promise<boolean> {
  const parsed = await read(bytes, of);
  const scanned = await read(bytes, of, scannerOf(pvBets, of));
  if (typeof parsed === 'string' || typeof scanned === 'string') {
    expect(scanned).toEqual(parsed);
    return false;
  }
  expect(scanned.map(({ total }) => total)).toEqual(parsed.map(({ total }) => total));
  let isScanned = false;
  for (const [i, { records }] of scanned.entries()) {
    const objects = parsed[i]?.records as readonly unknown[];
    if (!(records instanceof ScannedColumns)) {
      expect(records).toEqual(objects);
      continue;
    }
    isScanned = true;
    expect(records.length).toBe(objects.length);
    expect(rowsOf(records as ColumnPage)).toEqual(carefully(pvBets, of, objects).rows);
    const { rejects, census } = normalise(pvBets, of, objects);
    expect(rejects).toEqual([]);
    expect(records.census).toEqual(census);
  }
  return isScanned;
}

/** Of so many answers; how many of them were scanned. */
export async function tryAnswers(runs: number): Promise<number> {
  let scanned = 0;
  const same = fc.asyncProperty(mutatedAnswer, fc.constantFrom(...ACCOUNTS), async (bytes, of) => {
    if (await expectSame(bytes, of)) scanned += 1;
  });
  await fc.assert(same, { numRuns: runs });
  return scanned;
}
