/** What of the configuration must never be repeated to anybody. */
import { rememberSecrets } from '../contract/secrets.ts';
import type { Network } from './network.ts';
import type { ConfigEntry } from './reader.ts';

/** Secret settings, passwords of proxies, and what stands in an address before the @ or behind the ?. */
export function rememberConfigured(entries: readonly ConfigEntry[], network: Network): void {
  // of an address the password is one: masked whole, it would take its host out of every other text
  const secrets = entries.filter(({ secret, value }) => secret && !isAddress(value));
  rememberSecrets(secrets.map(({ value }) => value));
  const addresses = [network.httpProxy, network.httpsProxy, ...entries.map(({ value }) => value)];
  for (const address of addresses) {
    if (isAddress(address)) rememberSecrets(inAddress(address));
  }
}

function isAddress(value: string | undefined): value is string {
  return value !== undefined && /^https?:/.test(value);
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
