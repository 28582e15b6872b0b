/** One call to POP: JSON by POST, credentials in two headers, one envelope (pop.txt §2 to §6). */
import * as z from 'zod';
import { VendorError } from '../../contract/errors.ts';
import type { Net } from '../../contract/net.ts';
import type { Account } from '../../contract/vendor.ts';
import { callOf, quoted, readData, readEnvelope } from '../answer.ts';
import { ERROR_CODES } from './error-codes.ts';

/** Some good answers have no code (NOTES.md). */
const envelope = z
  .object({
    code: z.int().nullish(),
    error: z.string().nullish(),
    data: z.unknown().optional(),
  })
  .refine(({ code, error }) => code != null || error != null);

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
    ...callOf(account),
    lane: account.name,
    limits: account,
    url: `${(settings.url ?? '').replace(/\/+$/, '')}${path}`,
    label,
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
    read: ({ text }) => readAnswer(text, { answer: call.answer, label, settingNames }),
  });
}

interface Reading<T> {
  readonly answer: z.ZodType<T>;
  readonly label: string;
  readonly settingNames: Account['settingNames'];
}

function readAnswer<T>(text: string, { answer, label, settingNames }: Reading<T>): T {
  const hint = `if it stays so, check that ${settingNames.url ?? 'url'} is POP's API`;
  const asked = { shape: envelope, lacks: '{code, error, data}', label, hint };
  const { code, error, data } = readEnvelope(text, asked);
  const isGood = code === 0 || (code == null && error === '');
  if (!isGood) {
    const said = `${label}: code ${code ?? 'absent'} ${quoted(error)}`;
    throw refusal(code ?? undefined, said, settingNames);
  }
  return readData(data, answer, ({ at, problem }) => {
    const says = `${label}: the answer is not of the document's shape at ${at}: ${problem}`;
    return new VendorError('garbled', says, { hint });
  });
}

/** What an error code means for the caller (pop.txt §6). */
function refusal(
  vendorCode: number | undefined,
  said: string,
  settingNames: Account['settingNames'],
): VendorError {
  const rule = vendorCode === undefined ? undefined : ERROR_CODES.get(vendorCode);
  if (rule?.action === 'wait') return new VendorError('too-frequent', said, { vendorCode });
  if (rule?.action === 'stop') {
    const hint = rule.hint?.replace(/\{(\w+)\}/, (_, name: string) => settingNames[name] ?? name);
    return new VendorError('credentials', said, { hint, vendorCode });
  }
  const says = rule ? said : `${said}, which the document does not name`;
  return new VendorError('parameters', says, { vendorCode });
}
