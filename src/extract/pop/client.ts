/** One call to POP: JSON by POST, credentials in two headers, one envelope (pop.txt §2 to §6). */
import * as z from 'zod';
import { VendorError } from '../../contract/errors.ts';
import type { Net } from '../../contract/net.ts';
import type { Account } from '../../contract/vendor.ts';
import { parseJson } from '../../transform/json.ts';
import { ERROR_CODES } from './error-codes.ts';

/** The vendor's own message is shown to people, but never at any length. */
const LONGEST_MESSAGE = 200;

/** Some good answers have no code (NOTES.md). */
const envelope = z.object({
  code: z.int().nullish(),
  error: z.string().nullish(),
  data: z.unknown().optional(),
});

export interface PopCall<T> {
  /** The setting that holds the endpoint's path. */
  readonly path: 'bets_path' | 'games_path' | 'bet_logs_path' | 'balance_path' | 'order_path';
  readonly data: Readonly<Record<string, unknown>>;
  /** The shape of `data` in a good answer. */
  readonly answer: z.ZodType<T>;
  readonly account: Account;
  readonly net: Net;
  readonly signal: AbortSignal;
  readonly priority?: number;
}

/** Calls an endpoint of POP and returns its data; throws VendorError. */
export function callPop<T>(call: PopCall<T>): Promise<T> {
  const { account, net, signal, priority = 1 } = call;
  const { settings, settingNames } = account;
  const path = settings[call.path] ?? '';
  const label = `account ${account.name}: POP ${path}`;
  return net.call({
    account: account.name,
    lane: account.name,
    limits: account,
    url: `${(settings.url ?? '').replace(/\/+$/, '')}${path}`,
    label,
    urlSetting: settingNames.url ?? 'url',
    signal,
    priority,
    build: () => ({
      headers: {
        'content-type': 'application/json;charset=UTF-8',
        AppID: settings.app_id ?? '',
        AppSecret: settings.app_secret ?? '',
      },
      body: JSON.stringify(call.data),
    }),
    read: ({ text }) => readAnswer(text, call.answer, label, account),
  });
}

function readAnswer<T>(text: string, answer: z.ZodType<T>, label: string, account: Account): T {
  const hint = `if it stays so, check that ${account.settingNames.url ?? 'url'} is POP's API`;
  const { code, error, data } = parseEnvelope(text, label, hint);
  const isGood = code === 0 || (code == null && error === '');
  if (!isGood) throw refusal(code, (error ?? '').slice(0, LONGEST_MESSAGE), label, account);
  const parsed = answer.safeParse(data);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const at = ['data', ...(issue?.path ?? [])].join('.');
  throw new VendorError(
    'garbled',
    `${label}: the answer is not of the document's shape at ${at}: ${issue?.message}`,
    { hint },
  );
}

/** What an error code means for the caller (pop.txt §6). */
function refusal(
  code: number | null | undefined,
  message: string,
  label: string,
  { settingNames }: Account,
): VendorError {
  const said = `${label}: code ${code ?? 'absent'} ${JSON.stringify(message)}`;
  const rule = code == null ? undefined : ERROR_CODES.get(code);
  if (rule?.action === 'wait') return new VendorError('too-frequent', said);
  if (rule?.action === 'stop') {
    const hint = rule.hint?.replace(/\{(\w+)\}/, (_, name: string) => settingNames[name] ?? name);
    return new VendorError('credentials', said, { hint });
  }
  return new VendorError('parameters', rule ? said : `${said}, which the document does not name`);
}

function parseEnvelope(text: string, label: string, hint: string): z.infer<typeof envelope> {
  let parsed: unknown;
  try {
    parsed = parseJson(text);
  } catch (cause) {
    const says = `${label}: the answer is not JSON or was cut off`;
    throw new VendorError('garbled', says, { hint, cause });
  }
  const checked = envelope.safeParse(parsed);
  const { code, error } = checked.data ?? {};
  if (checked.success && (code != null || error != null)) return checked.data;
  throw new VendorError('garbled', `${label}: the answer has no {code, error, data}`, { hint });
}
