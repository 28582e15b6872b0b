/** Which withdrawals are doubted, and what confirms one. */
import { expect, test } from 'vitest';
import type { AnyStream } from '../../src/contract/stream.ts';
import { DoubtedRead } from '../../src/load/doubt.ts';
import { at, bet, between, madeUpBets, openMadeUpReport } from '../support/made-up-report.ts';

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

const refused = (n: number) => Array.from({ length: n }, (_, i) => bet(`r${i}`, '10:40', 'much'));
const NAMELESS = { bet_at: '10:25', amount: '1' };
type Report = Awaited<ReturnType<typeof openMadeUpReport>>;

/** What stands in quarantine, by key, or by what was sent where there is none; a person's word behind it. */
const quarantine = async ({ rows }: Report) =>
  (
    await rows(
      `select coalesce(record_key, raw) || coalesce(' accepted by ' || accepted_by, '') as said from sync.rejects order by 1`,
    )
  ).map(({ said }) => said);

test('one in fifty is counted over rows and refused records together, and each is said by its name', async () => {
  const report = await openMadeUpReport();
  await report.commit({ window: HOUR, records: [...many(98), ...refused(2)] });
  const before = [await report.ledger(), await report.stored(), await quarantine(report)];
  const doubts = [
    [[...many(97), ...refused(1)].slice(1), '2 of 98 rows and take 1 of 2 refused records out of'],
    [many(97), '1 of 98 rows and take 2 of 2 refused records out of'],
    [[], '98 of 98 rows and take 2 of 2 refused records out of'],
  ] as const;
  for (const [records, said] of doubts) {
    const { message } = await refusal(report.commit({ window: HOUR, records }));
    expect(message).toBe(`the read would withdraw ${said} quarantine`);
  }
  expect([await report.ledger(), await report.stored(), await quarantine(report)]).toEqual(before);
  await report.commit({ window: HOUR, records: many(98) });
  expect(await quarantine(report)).toEqual([]);
});

test('refused records alone need a second read that misses the very same, also those that a person accepted', async () => {
  const report = await openMadeUpReport();
  const rows = many(40);
  const read = (records: readonly unknown[], confirmed?: string) =>
    report.commit({
      window: HOUR,
      records: [...rows, ...records],
      ...(confirmed && { confirmed }),
    });
  const [first = {}, second = {}, third = {}] = refused(3);
  await read([first, second, third]);
  await report.run(`update sync.rejects set accepted_by = 'ann' where record_key = 'r0'`);
  const doubt = await refusal(read([third]));
  expect(doubt).toMatchObject({ withdrawn: 0, stored: 40, refusals: { gone: 2, stored: 3 } });
  expect(doubt.message).toBe('the read would take 2 of 3 refused records out of quarantine');
  const others = await refusal(read([first], doubt.fingerprint));
  expect(others.refusals).toMatchObject({ gone: 2, stored: 3 });
  expect(await quarantine(report)).toEqual(['r0 accepted by ann', 'r1', 'r2']);
  expect(await read([third], doubt.fingerprint)).toMatchObject({ withdrawn: 0, quarantined: 1 });
  expect(await quarantine(report)).toEqual(['r2']);
});

test('one fingerprint is over both: the same rows without other refused records confirm nothing', async () => {
  const report = await openMadeUpReport();
  const [first, second] = refused(2);
  await report.commit({ window: HOUR, records: [...many(10), first, second] });
  const doubted = async (records: readonly unknown[], confirmed = '') =>
    (await refusal(report.commit({ window: HOUR, records, confirmed }))).fingerprint;
  const both = await doubted([...many(5), first]);
  await doubted([...many(5), second], both);
  await doubted(many(5), both);
  await doubted([...many(6), first], both);
  await report.commit({ window: HOUR, records: [...many(5), first], confirmed: both });
  expect([(await report.stored()).length, await quarantine(report)]).toEqual([5, ['r0']]);
});

test('a window with refused records alone is emptied by no single read, nor by one that is cut off or older', async () => {
  const report = await openMadeUpReport();
  const none = { window: HOUR, records: [] };
  await report.commit({ window: HOUR, records: [...refused(2), NAMELESS], fetchedAt: at('12:00') });
  const all = [...['r0', 'r1'], expect.stringContaining('10:25')];
  await report.commit({ ...none, truncated: 'truncated' });
  await report.commit({ ...none, fetchedAt: at('11:59') });
  for (const records of [[], many(3)]) {
    const doubt = await refusal(report.commit({ window: HOUR, records }));
    expect(doubt).toMatchObject({ stored: 0, refusals: { gone: 3, stored: 3 } });
  }
  expect(await report.stored()).toEqual([]);
  expect((await quarantine(report)).sort()).toEqual(expect.arrayContaining(all));
  const { fingerprint } = await refusal(report.commit(none));
  await report.commit({ ...none, confirmed: fingerprint });
  expect(await quarantine(report)).toEqual([]);
});

test('a refused record that came is not taken away, as a row, refused otherwise or under a key that cannot be read', async () => {
  const report = await openMadeUpReport();
  const read = (...records: unknown[]) => report.commit({ window: HOUR, records });
  const [first, second] = refused(2);
  await read(first, second, NAMELESS);
  await read(bet('r0', '10:40'), bet('r1', '10:40', 'more'), NAMELESS);
  expect(await quarantine(report)).toEqual(['r1', expect.stringContaining('10:25')]);
  // two that cannot be read, of which one stood there before: the other may be r1, but not r1 and r2
  await read(bet('r0', '10:40'), NAMELESS, { ...NAMELESS, amount: '2' });
  expect(await quarantine(report)).toHaveLength(2);
  await read(bet('r0', '10:40'), NAMELESS, { ...NAMELESS, amount: '2' }, ...refused(3).slice(1));
  const fewer = read(
    bet('r0', '10:40'),
    { ...NAMELESS, amount: '2' },
    { ...NAMELESS, amount: '3' },
  );
  expect((await refusal(fewer)).refusals).toMatchObject({ gone: 2 });
});

test('what stands in a snapshot comes and goes; where windows own no rows those that came are counted', async () => {
  const records = [...many(40), ...refused(2)];
  const snapshot = await openMadeUpReport({
    stream: { ...madeUpBets, isSnapshot: true } as AnyStream,
  });
  await snapshot.commit({ window: HOUR, records });
  expect(await snapshot.commit({ window: HOUR, records: [] })).toMatchObject({ withdrawn: 40 });
  expect(await quarantine(snapshot)).toEqual([]);
  const upsert = await openMadeUpReport({ stream: { ...madeUpBets, mode: 'upsert' } as AnyStream });
  await upsert.commit({ window: HOUR, records });
  for (const stored of [40, 0]) {
    const doubt = await refusal(upsert.commit({ window: HOUR, records: many(stored) }));
    expect(doubt).toMatchObject({ withdrawn: 0, stored, refusals: { gone: 2, stored: 2 } });
  }
  expect([(await upsert.stored()).length, await quarantine(upsert)]).toEqual([40, ['r0', 'r1']]);
});
