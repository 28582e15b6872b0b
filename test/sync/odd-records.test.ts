/** Records that no vendor documents, through a real store: each is a row or stands in the quarantine. */
import { expect, test } from 'vitest';
import { headOfJson } from '../../src/transform/json-head.ts';
import { at, only, openEngine } from '../support/engine.ts';
import { ODD_VALUES } from '../support/odd-values.ts';

const HOUR = { start: at('2025-03-01T03:00:00'), end: at('2025-03-01T04:00:00') };

const bet = (event_id: string, fields: Record<string, unknown> = {}) => ({
  event_id,
  draw_id: 'd',
  game_id: 1,
  user_id: 2,
  bet_amount: 1000,
  gain_amount: -1000,
  credit_before_bet: 5000,
  credit: 4000,
  start_at: HOUR.start / 1000,
  end_at: HOUR.start / 1000 + 1,
  ...fields,
});

async function load(texts: readonly string[]) {
  const engine = await openEngine({ start: '2025-03-01', now: '2025-03-01T06:00:00' });
  const body = `{"code":200,"msg":"","data":{"items":[${texts.join(',')}],"total":${texts.length}}}`;
  engine.vendor.faults.add({ kind: 'answer', body });
  const outcome = only(await engine.backfill(HOUR));
  expect(outcome).toMatchObject({ loaded: 1, failures: [], fatal: undefined });
  return { engine, outcome };
}

test('odd characters in fields that nobody knows are kept, and in keys are refused', async () => {
  const { engine, outcome } = await load([
    JSON.stringify(bet('good')),
    JSON.stringify(bet('half', { note: 'a\ud800b', '\udc00': 1 })),
    JSON.stringify(bet('zero', { note: 'a\u0000b', 'n\u0000': [] })),
    JSON.stringify(bet('half key \ud800')),
    `{"__proto__":{"toString":1},"constructor":null,${JSON.stringify(bet('proto')).slice(1)}`,
  ]);
  expect(outcome).toMatchObject({ inserted: 3, quarantined: 2 });
  expect(
    await engine.rows('select event_id, extra::varchar as extra from pv.bets order by 1'),
  ).toEqual([
    { event_id: 'good', extra: null },
    { event_id: 'proto', extra: '{"__proto__":{"toString":1},"constructor":null}' },
    { event_id: 'zero', extra: '{"n\\u0000":[],"note":"a\\u0000b"}' },
  ]);
  expect(
    await engine.rows('select record_key, field, reason from sync.rejects order by record_key'),
  ).toEqual([
    { record_key: 'half', field: 'note', reason: 'not well-formed Unicode' },
    { record_key: null, field: 'event_id', reason: 'not well-formed Unicode' },
  ]);
});

test('records of megabytes are set aside within the answer, and the rest of its page loads', async () => {
  const { engine, outcome } = await load([
    JSON.stringify(bet('good')),
    JSON.stringify(bet('text', { note: 'x'.repeat(20_000_000) })),
    JSON.stringify(bet('name', { ['x'.repeat(5_000_000)]: 1 })),
    JSON.stringify(bet('y'.repeat(5_000_000))),
    JSON.stringify(
      bet('many', Object.fromEntries(Array.from({ length: 200_000 }, (_, i) => [`f${i}`, i]))),
    ),
  ]);
  expect(outcome).toMatchObject({ inserted: 1, quarantined: 4 });
  const rejects = await engine.rows(
    `select record_key, field, reason, (raw::json->>'$.cut.characters')::integer as cut, length(raw) < 4200000 as is_short
       from sync.rejects order by record_key nulls last`,
  );
  expect(rejects).toMatchObject([
    { record_key: 'many', field: 'record', reason: 'more than 1000 fields', is_short: true },
    {
      record_key: 'name',
      field: 'record',
      reason: 'a field name of 5000000 characters: more than 256',
    },
    {
      record_key: 'text',
      field: 'note',
      reason: 'a text of 20000000 characters: more than 262144',
    },
    {
      record_key: null,
      field: 'event_id',
      reason: 'a text of 5000000 characters: more than 262144',
    },
  ]);
  expect(Number(rejects[2]?.cut)).toBeGreaterThan(20_000_000);
  expect(rejects.every(({ is_short }) => is_short === true)).toBe(true);
  expect(await engine.value('select count(*) from sync.drift')).toBe('0');
});

test('a vendor that makes up a field for each record fills no table with their names', async () => {
  // it says so in every answer and in its totals: what they do not confirm is read again and withdrawn
  const engine = await openEngine({
    start: '2025-03-01',
    now: '2025-03-01T06:00:00',
    vendor: {
      betsPerHour: 0,
      extraBets: Array.from({ length: 1500 }, (_, i) => ({
        ...bet(`e${i}`, { [`field_${i}`]: i }),
        op_id: '',
      })),
    },
  });
  const outcome = only(await engine.backfill(HOUR));
  expect(outcome).toMatchObject({ loaded: 1, inserted: 1500, quarantined: 0, fatal: undefined });
  expect(await engine.value('select state from sync.windows')).toBe('verified');
  expect(await engine.value('select count(*) from sync.drift')).toBe('101');
  expect(await engine.value('select count(extra) from pv.bets')).toBe('1500');
});

test('whatever a field that nobody knows holds, its record is stored or set aside', async () => {
  const records = ODD_VALUES.map(
    (note, i) => headOfJson({ ...bet(`e${i}`), note }, 10_000_000).head,
  );
  const { outcome } = await load(records);
  expect(outcome.inserted + outcome.quarantined).toBe(ODD_VALUES.length);
  expect(outcome.quarantined).toBeLessThan(20);
});
