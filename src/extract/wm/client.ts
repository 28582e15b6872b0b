/** One call to WM's gateway: parameters in the query string, one envelope, one rate rule per command. */
import * as z from 'zod';
import { VendorError, type VendorFault } from '../../contract/errors.ts';
import type { Spacing } from '../../contract/net.ts';
import type { ReadContext } from '../../contract/stream.ts';
import type { Account } from '../../contract/vendor.ts';
import { callOf, clockOff, quoted, readEnvelope } from '../answer.ts';

/** wm.txt: 107 is success without rows; its result may be null, absent or [] (NOTES.md). */
const EMPTY = 107;
/** "Please try again in 30 (10) seconds" (wm.txt, Other Error Code). */
const TOO_EARLY = 10411;
const TOO_EARLY_AFTER_EMPTY = 10418;
const BUSY = 911;
const CLOCK = 10202;
/** The question never left us: it cannot have been counted. */
const NEVER_SENT: ReadonlySet<VendorFault> = new Set(['unreachable', 'certificate', 'proxy']);
const WRONG_ACCOUNT: ReadonlyMap<number, string> = new Map([
  [103, 'vendor_id and signature'],
  [10301, 'vendor_id'],
  [10302, 'vendor_id'],
  [10303, 'signature'],
  [10304, 'signature'],
  [10505, 'vendor_id: the account is disabled'],
]);

const envelope = z.object({
  errorCode: z.int(),
  errorMessage: z.string().nullish(),
  result: z.unknown().optional(),
});

type Caller = Pick<ReadContext, 'account' | 'net' | 'signal'> & { readonly priority?: number };
type Query = Readonly<Record<string, string>>;

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
  parameters: Query,
  caller: Caller,
): Promise<readonly unknown[]> {
  const spacing = rateRule(cmd, caller.account);
  return call({ cmd, parameters, caller, take: rowsOf, spacing });
}

/** Calls a command that has no rate rule, and returns its result. */
export function callCommand(cmd: string, parameters: Query, caller: Caller): Promise<unknown> {
  return call({ cmd, parameters, caller, take: ({ result }) => result });
}

function rateRule(cmd: string, account: Account): Spacing<readonly unknown[]> {
  const { interval_ms, empty_interval_ms } = account.settings;
  const [longestMs, emptyMs] = [Number(interval_ms), Number(empty_interval_ms)];
  return {
    gate: `wm/${agentOf(account)}/${cmd}`,
    longestMs,
    afterMs: (rows) => (rows.length > 0 ? longestMs : emptyMs),
    afterErrorMs: (error) => {
      if (!(error instanceof VendorError)) return undefined;
      // Refused calls do not extend the wait (NOTES.md), but how much of it is left nobody says.
      if (error.code === 'too-frequent') {
        return error.vendorCode === TOO_EARLY ? longestMs : emptyMs;
      }
      return NEVER_SENT.has(error.code) || error.vendorCode === BUSY ? 0 : undefined;
    },
  };
}

/** A good answer; `isEmpty` where the vendor says that there are no rows. */
interface Good {
  readonly result: unknown;
  readonly isEmpty: boolean;
  readonly label: string;
}

function rowsOf({ result, isEmpty, label }: Good): readonly unknown[] {
  if (isEmpty) return [];
  if (Array.isArray(result)) return result;
  throw new VendorError('garbled', `${label}: result is not a list`);
}

interface Call<T> {
  readonly cmd: string;
  readonly parameters: Query;
  readonly caller: Caller;
  readonly take: (answer: Good) => T;
  readonly spacing?: Spacing<T>;
}

function call<T>({ cmd, parameters, caller, take, spacing }: Call<T>): Promise<T> {
  const { account, net, signal, priority = 1 } = caller;
  const label = `account ${account.name}: WM ${cmd}`;
  return net.call({
    ...callOf(account),
    lane: `wm/${agentOf(account)}/${cmd}`,
    limits: { concurrency: 1, requestsPerSecond: account.requestsPerSecond },
    url: () => addressOf(cmd, parameters, caller),
    label,
    signal,
    priority,
    build: () => ({ headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: '' }),
    read: ({ text, clockAheadMs }) =>
      take(readAnswer(text, { label, account, clockAheadMs, player: parameters.user })),
    ...(spacing ? { spacing } : {}),
  });
}

/** The whole address of one attempt: it holds the signature and the time. */
function addressOf(cmd: string, parameters: Query, { account, net }: Caller): string {
  const { url = '', vendor_id = '', signature = '' } = account.settings;
  const address = new URL(url);
  const timestamp = String(Math.floor(net.now() / 1000));
  const all = { cmd, vendorId: vendor_id, signature, timestamp, syslang: '1', ...parameters };
  for (const [name, value] of Object.entries(all)) address.searchParams.set(name, value);
  return address.href;
}

interface Answered {
  readonly label: string;
  readonly account: Account;
  readonly clockAheadMs: number | undefined;
  /** Whom it was asked about. */
  readonly player: string | undefined;
}

function readAnswer(text: string, answered: Answered): Good {
  const { label, player } = answered;
  const asked = { shape: envelope, lacks: 'errorCode', label };
  const { errorCode, errorMessage, result } = readEnvelope(text, asked);
  if (errorCode === 0 || errorCode === EMPTY) {
    return { result, isEmpty: errorCode === EMPTY, label };
  }
  throw refusal(errorCode, `${label}: code ${errorCode} ${quoted(errorMessage, player)}`, answered);
}

/** What an error code means for the caller (wm.txt, Other Error Code). */
function refusal(
  vendorCode: number,
  said: string,
  { account, clockAheadMs }: Answered,
): VendorError {
  if (vendorCode === TOO_EARLY || vendorCode === TOO_EARLY_AFTER_EMPTY) {
    return new VendorError('too-frequent', said, { retryAfterMs: 0, vendorCode }); // the gate waits
  }
  if (vendorCode === BUSY) return new VendorError('busy', said, { vendorCode });
  if (vendorCode === CLOCK) {
    const off = clockAheadMs === undefined ? '' : `; ${clockOff(clockAheadMs)}`;
    const hint = "set this machine's clock";
    return new VendorError('credentials', `${said}${off}`, { hint, vendorCode });
  }
  const wrong = WRONG_ACCOUNT.get(vendorCode);
  if (wrong === undefined) return new VendorError('parameters', said, { vendorCode });
  const names = wrong.replaceAll(
    /vendor_id|signature/g,
    (name) => account.settingNames[name] ?? name,
  );
  return new VendorError('credentials', said, { hint: `check ${names}`, vendorCode });
}
