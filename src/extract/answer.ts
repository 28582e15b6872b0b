/** What the answers of all vendors have in common: JSON in an envelope, and words of theirs. */
import type * as z from 'zod';
import { VendorError } from '../contract/errors.ts';
import type { HttpCall } from '../contract/net.ts';
import { withoutSecrets } from '../contract/secrets.ts';
import type { Account } from '../contract/vendor.ts';
import { parseJson, RepeatedName } from '../transform/json.ts';

/** What of an account every call of it carries. */
export function callOf({
  name,
  charset,
  settingNames,
}: Account): Pick<HttpCall<unknown>, 'account' | 'urlSetting' | 'charset' | 'charsetSetting'> {
  return {
    account: name,
    urlSetting: settingNames.url ?? 'url',
    charset,
    charsetSetting: settingNames.charset ?? 'charset',
  };
}

/** The vendor's own message is shown to people, but never at any length. */
const LONGEST_MESSAGE = 200;

/** What is shorter would be found in any word. */
const SHORTEST_ID = 3;

/** The vendor's message, in quotes; `player` is whom it was asked about, and may repeat: it goes into logs. */
export function quoted(message: string | null | undefined, player = ''): string {
  // before it is cut: the half of a secret is one too
  const clean = withoutSecrets(message ?? '');
  const said = player.length < SHORTEST_ID ? clean : clean.replaceAll(player, '<player>');
  return JSON.stringify(said.slice(0, LONGEST_MESSAGE));
}

interface Envelope<T> {
  readonly shape: z.ZodType<T>;
  /** What an answer of another shape lacks, for the message. */
  readonly lacks: string;
  /** Names the call in messages. */
  readonly label: string;
  readonly hint?: string | undefined;
}

/** The envelope of an answer. Throws VendorError `garbled`: it may have been cut off, or come from a proxy. */
export function readEnvelope<T>(text: string, { shape, lacks, label, hint }: Envelope<T>): T {
  let parsed: unknown;
  try {
    parsed = parseJson(text);
  } catch (cause) {
    const isRepeated = cause instanceof RepeatedName;
    const says = isRepeated
      ? `names a field twice: ${cause.message}, and nobody can say which is meant`
      : 'is not JSON or was cut off';
    throw new VendorError('garbled', `${label}: the answer ${says}`, { hint, cause });
  }
  const checked = shape.safeParse(parsed);
  if (checked.success) return checked.data;
  throw new VendorError('garbled', `${label}: the answer has no ${lacks}`, { hint });
}

/** Where the data of a good answer leave the document's shape, and what is wrong there. */
export interface Misfit {
  readonly at: string;
  readonly problem: string;
}

/** The data of a good answer; `refuse` makes the error to throw where they are of another shape. */
export function readData<T>(
  data: unknown,
  shape: z.ZodType<T>,
  refuse: (misfit: Misfit) => VendorError,
): T {
  const checked = shape.safeParse(data);
  if (checked.success) return checked.data;
  const [issue] = checked.error.issues;
  throw refuse({ at: ['data', ...(issue?.path ?? [])].join('.'), problem: `${issue?.message}` });
}

/** How far this machine's clock is off, for people. `aheadMs` is by how much the vendor's is ahead. */
export function clockOff(aheadMs: number): string {
  const seconds = Math.round(Math.abs(aheadMs) / 1000);
  return `this machine's clock is ${seconds} s ${aheadMs > 0 ? 'behind' : 'ahead of'} the vendor's`;
}
