/** One call to Acme: a GET with a bearer token, JSON back (acme.txt 1 and 2). */
import * as z from 'zod';
import { VendorError } from '../../../../src/contract/errors.ts';
import type { HttpAnswer } from '../../../../src/contract/net.ts';
import type { AskContext } from '../../../../src/contract/vendor.ts';
import { callOf, quoted, readEnvelope } from '../../../../src/extract/answer.ts';

const WRONG_ACCOUNT = 401;
const WRONG_PARAMETER = 422;

const failure = z.object({ error: z.object({ code: z.string(), message: z.string() }) });

export interface AcmeCall<T> extends AskContext {
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  /** The shape of a good answer. */
  readonly answer: z.ZodType<T>;
  readonly priority?: number;
}

/** Asks an endpoint of Acme; throws VendorError. */
export function callAcme<T>(call: AcmeCall<T>): Promise<T> {
  const { path, query = {}, answer, account, net, signal, priority = 1 } = call;
  const { url = '', operator = '', token = '' } = account.settings;
  const label = `account ${account.name}: Acme ${path}`;
  const urlSetting = account.settingNames.url ?? 'url';
  const hint = `if it stays so, check that ${urlSetting} is Acme's API`;
  return net.call({
    ...callOf(account),
    lane: account.name,
    limits: account,
    url: `${url.replace(/\/+$/, '')}${path}?${new URLSearchParams(query)}`,
    label,
    urlSetting,
    signal,
    priority,
    build: () => ({ headers: { authorization: `Bearer ${token}`, 'x-operator': operator } }),
    refusal: (http) => refusal(http, call, label),
    read: ({ text }) =>
      readEnvelope(text, { shape: answer, lacks: 'fields of the document', label, hint }),
  });
}

/** What the document's own statuses mean; 429 and 503 are HTTP's. */
function refusal(
  { status, text }: HttpAnswer,
  { account: { settingNames } }: Pick<AskContext, 'account'>,
  label: string,
): VendorError | undefined {
  if (status !== WRONG_ACCOUNT && status !== WRONG_PARAMETER) return undefined;
  const { error } = readEnvelope(text, { shape: failure, lacks: 'error', label });
  const said = `${label}: ${error.code} ${quoted(error.message)}`;
  const vendorCode = error.code;
  if (status === WRONG_PARAMETER) return new VendorError('parameters', said, { vendorCode });
  const hint = `check ${settingNames.operator} and ${settingNames.token}`;
  return new VendorError('credentials', said, { hint, vendorCode });
}
