/** One call to PV: signed envelope out, checked envelope in (pv.txt §3 to §5). */
import * as z from 'zod';
import { VendorError } from '../../contract/errors.ts';
import type { HttpAnswer, Net } from '../../contract/net.ts';
import type { Account } from '../../contract/vendor.ts';
import { parseJson } from '../../transform/json.ts';
import { canonicalJson, signPv } from './sign.ts';

/** The vendor's own message is shown to people, but never at any length. */
const LONGEST_MESSAGE = 200;

const envelope = z.object({
  code: z.int(),
  msg: z.string().nullish(),
  data: z.unknown().optional(),
});

export interface PvCall<T> {
  readonly path: string;
  readonly data: Record<string, unknown>;
  /** The shape of `data` in a good answer. */
  readonly answer: z.ZodType<T>;
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
  account,
  net,
  signal,
  priority = 1,
}: PvCall<T>): Promise<T> {
  const { url = '', mch_id = '', key = '' } = account.settings;
  const label = `account ${account.name}: PV ${path}`;
  return net.call({
    account: account.name,
    lane: account.name,
    limits: account,
    url: `${url.replace(/\/+$/, '')}${path}`,
    label,
    urlSetting: account.settingNames.url ?? 'url',
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
    read: (http) => readAnswer(http, answer, label, account.settingNames.url),
  });
}

function readAnswer<T>(
  http: HttpAnswer,
  answer: z.ZodType<T>,
  label: string,
  urlSetting = 'url',
): T {
  const hint = `if it stays so, check that ${urlSetting} is PV's API`;
  const { code, msg, data } = parseEnvelope(http.text, label, hint);
  if (code === 200) {
    const parsed = answer.safeParse(data);
    if (parsed.success) return parsed.data;
    const at = ['data', ...(parsed.error.issues[0]?.path ?? [])].join('.');
    throw new VendorError(
      'garbled',
      `${label}: the answer is not of the document's shape at ${at}`,
      { hint },
    );
  }
  const said = `${label}: code ${code} ${JSON.stringify((msg ?? '').slice(0, LONGEST_MESSAGE))}`;
  if (code === 500) throw new VendorError('unavailable', said);
  throw new VendorError('parameters', said, { clockAheadMs: http.clockAheadMs });
}

function parseEnvelope(text: string, label: string, hint: string): z.infer<typeof envelope> {
  let parsed: unknown;
  try {
    parsed = parseJson(text);
  } catch (cause) {
    throw new VendorError('garbled', `${label}: the answer is not JSON or was cut off`, {
      hint,
      cause,
    });
  }
  const checked = envelope.safeParse(parsed);
  if (checked.success) return checked.data;
  throw new VendorError('garbled', `${label}: the answer has no {code, msg, data}`, { hint });
}
