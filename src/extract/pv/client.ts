/** One call to PV: signed envelope out, checked envelope in (pv.txt §3 to §5). */
import * as z from 'zod';
import { VendorError } from '../../contract/errors.ts';
import type { HttpAnswer, Net } from '../../contract/net.ts';
import type { RecordScanner } from '../../contract/plain.ts';
import type { Account } from '../../contract/vendor.ts';
import { callOf, quoted, readData, readEnvelope } from '../answer.ts';
import { putScanned, scanList } from '../scanned-list.ts';
import { canonicalJson, signPv } from './sign.ts';

/** pv.txt §5; the only other code, 400, says no more than that the request is refused. */
const GOOD = 200;
const BROKEN = 500;

const envelope = z.object({
  code: z.int(),
  msg: z.string().nullish(),
  data: z.unknown().optional(),
});

export interface Scans {
  readonly list: string;
  readonly scanner: RecordScanner | undefined;
}

export interface PvCall<T> {
  readonly path: string;
  readonly data: Record<string, unknown>;
  /** The shape of `data` in a good answer. */
  readonly answer: z.ZodType<T>;
  /** What of `data` may come from a scan of its bytes. */
  readonly scans?: Scans;
  readonly account: Account;
  readonly net: Net;
  readonly signal: AbortSignal;
  readonly priority?: number;
}

/** Calls a PV endpoint and returns its data; throws VendorError. */
export function callPv<T>({
  path,
  data,
  answer,
  scans,
  account,
  net,
  signal,
  priority = 1,
}: PvCall<T>): Promise<T> {
  const { url = '', mch_id = '', key = '' } = account.settings;
  const label = `account ${account.name}: PV ${path}`;
  const urlSetting = account.settingNames.url ?? 'url';
  return net.call({
    ...callOf(account),
    lane: account.name,
    limits: account,
    url: `${url.replace(/\/+$/, '')}${path}`,
    label,
    signal,
    priority,
    build: () => {
      const ts = Math.floor(net.now() / 1000);
      const signed = canonicalJson(data);
      const sign = signPv(signed, ts, key);
      return {
        headers: { 'content-type': 'application/json' },
        body: `{"ts":${ts},"sign":"${sign}","mch_id":${mch_id},"data":${signed}}`,
      };
    },
    read: (http) =>
      readAnswer(http, { answer, scans, label, urlSetting, player: String(data.user_id ?? '') }),
  });
}

interface Reading<T> {
  readonly answer: z.ZodType<T>;
  readonly scans: Scans | undefined;
  readonly label: string;
  readonly urlSetting: string;
  /** Whom it was asked about; empty where it was nobody. */
  readonly player: string;
}

function readAnswer<T>(
  http: HttpAnswer,
  { answer, scans, label, urlSetting, player }: Reading<T>,
): T {
  const hint = `if it stays so, check that ${urlSetting} is PV's API`;
  const asked = { shape: envelope, lacks: '{code, msg, data}', label, hint };
  const scanned = scans?.scanner && scanList(http, scans.list, scans.scanner);
  const { code, msg, data } = readEnvelope(scanned?.frame ?? http.text, asked);
  if (scanned) putScanned(data, scans.list, scanned.records);
  if (code === GOOD) {
    return readData(data, answer, ({ at }) => {
      const says = `${label}: the answer is not of the document's shape at ${at}`;
      return new VendorError('garbled', says, { hint });
    });
  }
  const said = `${label}: code ${code} ${quoted(msg, player)}`;
  if (code === BROKEN) throw new VendorError('unavailable', said, { vendorCode: code });
  const { clockAheadMs } = http;
  throw new VendorError('parameters', said, { clockAheadMs, vendorCode: code });
}
