/** Vendors that repeat in their errors what they were sent, and what they know of us: nothing of it is kept or shown. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { catalogue } from '../../src/catalogue.ts';
import type { DemoRequest } from '../../src/demo/faults.ts';
import { startPopVendor } from '../../src/demo/pop/server.ts';
import { startPvVendor } from '../../src/demo/pv/server.ts';
import { startWmVendor } from '../../src/demo/wm/server.ts';
import { reject } from '../../src/transform/reject.ts';
import { place } from '../support/ggr.ts';

const SECRETS = {
  pv: 'pV7q+Kd/02mZ"x9=LbT4&rYw8',
  wm: 'wM3nHs81QpLzE5vXc6TgUj0aRf',
  pop: 'pOp9-Rt5_Yw2.Kz7!Md4~Qx8Gh',
} as const;
const DAY = { from: '2025-03-01T00:00:00Z' } as const;

/** The writings in which one answer after the other repeats it; the last one is cut in the middle of it. */
const WRITINGS: readonly ((text: string) => string)[] = [
  (text) => text,
  (text) => encodeURIComponent(text),
  (text) => JSON.stringify(JSON.stringify(text)),
  (text) => Buffer.from(text).toString('base64').slice(0, 190),
  (text) => Buffer.from(text).toString('hex').slice(0, 190),
  (text) => `${'.'.repeat(185)}${text}`,
];

const SYNC = ['sync', 'pv.bets', 'wm.bets', 'pop.bets'];

let turn = 0;
/** What the vendor says of a request: its headers, address and body, with the secret that it checks them by. */
function echo({ headers, path, query, text }: DemoRequest, secret: string): string {
  const write = WRITINGS[turn++ % WRITINGS.length] as (text: string) => string;
  return write(`${secret} was wrong in ${path}?${query} ${JSON.stringify(headers)} ${text}`);
}

type Edit = (body: string, request: DemoRequest) => string;
const always = (edit: Edit) => ({ kind: 'edited', edit, times: Number.POSITIVE_INFINITY }) as const;

const vendors = {
  pv: await startPvVendor({ ...DAY, key: SECRETS.pv, betsPerHour: 1 }),
  wm: await startWmVendor({
    from: Date.parse(DAY.from),
    signature: SECRETS.wm,
    betsPerDay: 1,
    intervalMs: 0,
    emptyIntervalMs: 0,
  }),
  pop: await startPopVendor({ appSecret: SECRETS.pop, betsPerHour: 1 }),
};
beforeAll(() => {
  vendors.pv.faults.add(
    always((_, r) => JSON.stringify({ code: 901, msg: echo(r, SECRETS.pv), data: null })),
  );
  vendors.wm.faults.add(
    always((_, r) => JSON.stringify({ errorCode: 901, errorMessage: echo(r, SECRETS.wm) })),
  );
  vendors.pop.faults.add(
    always((_, r) => JSON.stringify({ code: 901, error: echo(r, SECRETS.pop), data: null })),
  );
});
afterAll(async () => {
  for (const vendor of Object.values(vendors)) await vendor.close();
});

test('nothing of them stands in the store, the report, the messages, the gaps or what doctor says', async () => {
  const where = place({
    GGR_PV_URL: vendors.pv.url,
    GGR_PV_MCH_ID: String(vendors.pv.mchId),
    GGR_PV_KEY: SECRETS.pv,
    GGR_PV_CURRENCY: 'CNY',
    GGR_PV_REQUESTS_PER_SECOND: '1000',
    GGR_WM_URL: vendors.wm.url,
    GGR_WM_VENDOR_ID: vendors.wm.vendorId,
    GGR_WM_SIGNATURE: SECRETS.wm,
    GGR_WM_CURRENCY: 'THB',
    GGR_WM_INTERVAL_MS: '0',
    GGR_WM_EMPTY_INTERVAL_MS: '0',
    GGR_POP_URL: vendors.pop.url,
    GGR_POP_APP_ID: vendors.pop.appId,
    GGR_POP_APP_SECRET: SECRETS.pop,
    GGR_POP_CURRENCY: 'EUR',
    GGR_POP_REQUESTS_PER_SECOND: '1000',
    GGR_SYNC_START: `${new Date(Date.now() - 2 * 3_600_000).toISOString().slice(0, 13)}:00:00Z`,
  });
  const said = [];
  const json = await where.call(...SYNC, '--json');
  expect(json.code).not.toBe(0);
  // each asks a vendor once that refuses us
  said.push(json, await where.call(...SYNC), await where.call(...SYNC));
  said.push(await where.call('gaps', '--json'), await where.call('status'));
  said.push(
    await where.call('doctor', '--json'),
    await where.call('lookup', 'pop', 'balance', 'x'),
  );
  const kept: unknown[] = [];
  for (const table of ['windows', 'runs', 'cursors', 'rejects', 'checks', 'freshness']) {
    kept.push(await where.query(`select * from sync.${table}`));
  }
  const text = JSON.stringify([said, kept]);
  for (const vendor of Object.values(vendors)) expect(vendor.requests.length).toBeGreaterThan(1);

  // it was repeated, in many writings, and masked
  expect(turn).toBeGreaterThan(2 * WRITINGS.length);
  expect(text.split('********').length).toBeGreaterThan(2 * WRITINGS.length);
  for (const secret of [SECRETS.pv, SECRETS.wm, SECRETS.pop])
    expect(leaked(text, secret)).toEqual([]);
});

test('the reason for which a record is refused has none; the record itself stays as the vendor sent it', () => {
  const [stream] = catalogue.streams;
  const kind = 'record' as const;
  const fault = { field: SECRETS.wm, reason: `${'x'.repeat(490)} ${SECRETS.wm}`, kind };
  const { field, reason, raw } = reject(stream as never, { name: SECRETS.wm }, fault);
  expect(leaked(field + reason, SECRETS.wm)).toEqual([]);
  expect(JSON.parse(raw)).toEqual({ name: SECRETS.wm });
});

/** Eight characters in a row of the secret in any of its plain writings, whatever the text is escaped in. */
function leaked(text: string, secret: string): string[] {
  const bytes = Buffer.from(secret);
  const plain = [0, 1, 2].map((n) =>
    Buffer.concat([Buffer.alloc(n), bytes])
      .toString('base64')
      .slice(4, -4),
  );
  const forms = [secret, encodeURIComponent(secret), bytes.toString('hex'), ...plain];
  const unescaped = text.replaceAll('\\', '').toLowerCase();
  return forms.flatMap((form) =>
    Array.from({ length: Math.max(0, form.length - 11) }, (_, at) =>
      form.slice(at, at + 12),
    ).filter((piece) => unescaped.includes(piece.replaceAll('\\', '').toLowerCase())),
  );
}
