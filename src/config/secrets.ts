/** What of the configuration must never be repeated to anybody. */
import { rememberSecrets } from '../contract/secrets.ts';
import type { Network } from './network.ts';
import type { ConfigEntry } from './reader.ts';
import { LEAST_TOKEN } from './variables.ts';

/** Secret settings, passwords of proxies, and what stands in an address before the @ or behind the ?. */
export function rememberConfigured(entries: readonly ConfigEntry[], network: Network): void {
  rememberSecrets(entries.filter(({ secret }) => secret).flatMap(({ value }) => secretIn(value)));
  const addresses = [network.httpProxy, network.httpsProxy, ...entries.map(({ value }) => value)];
  for (const address of addresses) {
    if (address !== undefined && /^https?:/.test(address)) rememberSecrets(inAddress(address));
  }
}

/** Of an address the long parts of its path: a piece of `https://` or the word `ping` would mask half the log. */
function secretIn(value: string | undefined): readonly (string | undefined)[] {
  if (value === undefined || !/^https?:/.test(value)) return [value];
  const parts = URL.parse(value)?.pathname.split('/') ?? [value];
  return parts.filter((part) => part.length >= LEAST_TOKEN);
}

function inAddress(address: string): string[] {
  const url = URL.parse(address);
  if (!url) return [];
  const { username, password, searchParams } = url;
  const login = [decoded(username), decoded(password)].join(':');
  // as a proxy is told it: base64 of both; the name alone is no secret
  return [password, decoded(password), ...(password ? [login] : []), ...searchParams.values()];
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
