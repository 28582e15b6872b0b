/** Which withdrawals are doubted, and what confirms one. */
import { expect, test } from 'vitest';
import { DoubtedRead } from '../../src/load/doubt.ts';
import { bet, between, openMadeUpReport } from '../support/made-up-report.ts';

const HOUR = between('10:00', '11:00');
const many = (n: number) => Array.from({ length: n }, (_, i) => bet(`b${i}`, '10:30'));

async function refusal(commit: Promise<unknown>): Promise<DoubtedRead> {
  const error: unknown = await commit.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof DoubtedRead)) throw new Error(`no doubt, but ${error}`);
  return error;
}

test('one row in fifty goes at once, two are doubted and nothing is written', async () => {
  const report = await openMadeUpReport();
  await report.commit({ window: HOUR, records: many(50) });
  expect(await report.commit({ window: HOUR, records: many(49) })).toMatchObject({ withdrawn: 1 });
  const before = await report.ledger();
  const doubt = await refusal(report.commit({ window: HOUR, records: many(47) }));
  expect(doubt).toMatchObject({ withdrawn: 2, stored: 49 });
  expect(await report.ledger()).toEqual(before);
  expect(await report.stored()).toHaveLength(49);
  expect(await report.revisions()).toHaveLength(1);
});

test('the same read again confirms it, one that withdraws as many other rows does not', async () => {
  const report = await openMadeUpReport();
  await report.commit({ window: HOUR, records: many(10) });
  const { fingerprint } = await refusal(report.commit({ window: HOUR, records: many(5) }));
  const others = many(10).slice(5);
  const again = await refusal(
    report.commit({ window: HOUR, records: others, confirmed: fingerprint }),
  );
  expect(again.fingerprint).not.toBe(fingerprint);
  expect(
    await report.commit({ window: HOUR, records: others, confirmed: again.fingerprint }),
  ).toMatchObject({ withdrawn: 5 });
});
