/** Whether a request comes from this page itself, and not from another one in the same browser. */
import type { IncomingHttpHeaders } from 'node:http';
import { isIP } from 'node:net';

/** No form can send it, and another origin only after asking, which nobody here answers. */
export const PAGE_HEADER = 'ggr-page';

const READS: ReadonlySet<string> = new Set(['GET', 'HEAD']);

/**
 * Whether the Host is one under which the page is meant to be reached. An attacker's name that resolves to this
 * machine (DNS rebinding) is not: addresses are, and names that mean this machine, and those that are set.
 */
export function isOurHost(host: string | undefined, names: readonly string[]): boolean {
  const [, bracketed, plain] =
    /^(?:\[([\da-f:.]+)\]|([^:[\]]+))(?::\d{1,5})?$/i.exec(host ?? '') ?? [];
  const name = (bracketed ?? plain ?? '').toLowerCase().replace(/\.$/, '');
  if (isIP(name) !== 0) return true;
  return name === 'localhost' || name.endsWith('.localhost') || names.includes(name);
}

/** What only reads may come from anywhere, for another origin cannot see the answer; what acts carries the header. */
export function isFromPage(method: string | undefined, headers: IncomingHttpHeaders): boolean {
  if (READS.has(method ?? '')) return true;
  const { origin, host } = headers;
  if (headers[PAGE_HEADER] === undefined) return false;
  const site = headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return false;
  return origin === undefined || hostOf(origin) === host;
}

function hostOf(origin: string): string | undefined {
  return URL.canParse(origin) ? new URL(origin).host : undefined;
}
