/** One call to WM's gateway: parameters in the query string, one envelope, one rate rule per command. */
import * as z from 'zod';
import { VendorError } from '../../contract/errors.ts';
import type { Spacing } from '../../contract/net.ts';
import type { ReadContext } from '../../contract/stream.ts';
import type { Account } from '../../contract/vendor.ts';
import { parseJson } from '../../transform/json.ts';

/** wm.txt: 107 is success without rows; its result may be null, absent or [] (NOTES.md). */
const EMPTY = 107;
/** "Please try again in 30 (10) seconds" (wm.txt, Other Error Code). */
const TOO_EARLY = 10411;
const TOO_EARLY_AFTER_EMPTY = 10418;
const BUSY = 911;
const CLOCK = 10202;
const WRONG_ACCOUNT: ReadonlyMap<number, string> = new Map([
  [103, 'vendor_id and signature'],
  [10301, 'vendor_id'],
  [10302, 'vendor_id'],
  [10303, 'signature'],
  [10304, 'signature'],
  [10505, 'vendor_id: the account is disabled'],
]);
const LONGEST_MESSAGE = 200;

const envelope = z.object({
  errorCode: z.int(),
  errorMessage: z.string().nullish(),
  result: z.unknown().optional(),
});

type Caller = Pick<ReadContext, 'account' | 'net' | 'signal'> & { readonly priority?: number };

/**
 * The rate rule counts by vendorId and command (NOTES.md), so accounts of one agent at one gateway wait
 * for each other, in one lane (of the requests_per_second of whoever called first) and at one gate.
 */
export function agentOf({ settings }: Account): string {
  const { url = '', vendor_id = '' } = settings;
  const gateway = URL.parse(url);
  return `${vendor_id}@${gateway ? `${gateway.host}${gateway.pathname}` : url}`;
}

/** Calls a report command, under the rate rule, and returns its rows; throws VendorError. */
export function callReport(
  cmd: string,
  parameters: Readonly<Record<string, string>>,
  caller: Caller,
): Promise<readonly unknown[]> {
  const { account } = caller;
  const { interval_ms, empty_interval_ms } = account.settings;
  const [longestMs, emptyMs] = [Number(interval_ms), Number(empty_interval_ms)];
  return call(cmd, parameters, caller, rowsOf, {
    gate: `wm/${agentOf(account)}/${cmd}`,
    longestMs,
    afterMs: (rows) => (rows.length > 0 ? longestMs : emptyMs),
    afterErrorMs: (error) => {
      if (!(error instanceof VendorError)) return undefined;
      // Refused calls do not extend the wait (NOTES.md), but how much of it is left nobody says.
      if (error.code === 'too-frequent') {
        return error.message.includes(`${TOO_EARLY}`) ? longestMs : emptyMs;
      }
      return error.code === 'unreachable' || error.message.includes(`code ${BUSY}`) ? 0 : undefined;
    },
  });
}

/** Calls a command that has no rate rule, and returns its result. */
export function callCommand(
  cmd: string,
  parameters: Readonly<Record<string, string>>,
  caller: Caller,
): Promise<unknown> {
  return call(cmd, parameters, caller, (result) => result);
}

type Taking<T> = (result: unknown, isEmpty: boolean, label: string) => T;

function rowsOf(result: unknown, isEmpty: boolean, label: string): readonly unknown[] {
  if (isEmpty) return [];
  if (Array.isArray(result)) return result;
  throw new VendorError('garbled', `${label}: result is not a list`);
}

function call<T>(
  cmd: string,
  parameters: Readonly<Record<string, string>>,
  { account, net, signal, priority = 1 }: Caller,
  take: Taking<T>,
  spacing?: Spacing<T>,
): Promise<T> {
  const { url = '', vendor_id = '', signature = '' } = account.settings;
  const label = `account ${account.name}: WM ${cmd}`;
  return net.call({
    account: account.name,
    lane: `wm/${agentOf(account)}/${cmd}`,
    limits: { concurrency: 1, requestsPerSecond: account.requestsPerSecond },
    url: () => {
      const address = new URL(url);
      const timestamp = String(Math.floor(net.now() / 1000));
      const all = { cmd, vendorId: vendor_id, signature, timestamp, syslang: '1', ...parameters };
      for (const [name, value] of Object.entries(all)) address.searchParams.set(name, value);
      return address.href;
    },
    label,
    urlSetting: account.settingNames.url ?? 'url',
    signal,
    priority,
    build: () => ({ headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: '' }),
    read: ({ text, clockAheadMs }) => readAnswer(text, take, { label, account, clockAheadMs }),
    ...(spacing ? { spacing } : {}),
  });
}

interface Answered {
  readonly label: string;
  readonly account: Account;
  readonly clockAheadMs: number | undefined;
}

function readAnswer<T>(text: string, take: Taking<T>, answered: Answered): T {
  const { errorCode, errorMessage, result } = parseEnvelope(text, answered.label);
  if (errorCode === 0 || errorCode === EMPTY)
    return take(result, errorCode === EMPTY, answered.label);
  throw refusal(errorCode, (errorMessage ?? '').slice(0, LONGEST_MESSAGE), answered);
}

/** What an error code means for the caller (wm.txt, Other Error Code). */
function refusal(
  code: number,
  message: string,
  { label, account, clockAheadMs }: Answered,
): VendorError {
  const said = `${label}: code ${code} ${JSON.stringify(message)}`;
  if (code === TOO_EARLY || code === TOO_EARLY_AFTER_EMPTY) {
    return new VendorError('too-frequent', said, { retryAfterMs: 0 }); // the gate waits
  }
  if (code === BUSY) return new VendorError('busy', said);
  if (code === CLOCK) {
    const seconds = Math.round(Math.abs(clockAheadMs ?? 0) / 1000);
    const off =
      clockAheadMs === undefined
        ? ''
        : `; this machine's clock is ${seconds} s ${clockAheadMs > 0 ? 'behind' : 'ahead of'} the vendor's`;
    return new VendorError('credentials', `${said}${off}`, { hint: "set this machine's clock" });
  }
  const wrong = WRONG_ACCOUNT.get(code);
  if (wrong === undefined) return new VendorError('parameters', said);
  const names = wrong.replaceAll(
    /vendor_id|signature/g,
    (name) => account.settingNames[name] ?? name,
  );
  return new VendorError('credentials', said, { hint: `check ${names}` });
}

function parseEnvelope(text: string, label: string): z.infer<typeof envelope> {
  let parsed: unknown;
  try {
    parsed = parseJson(text);
  } catch (cause) {
    throw new VendorError('garbled', `${label}: the answer is not JSON or was cut off`, { cause });
  }
  const checked = envelope.safeParse(parsed);
  if (checked.success) return checked.data;
  throw new VendorError('garbled', `${label}: the answer has no errorCode`);
}
