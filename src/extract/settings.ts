/** Checks of settings that more than one vendor has. */

/** Says what is wrong with a base address, or nothing. */
export function checkUrl(value: string): string | undefined {
  const url = URL.parse(value);
  return url && /^https?:$/.test(url.protocol) ? undefined : 'must be an http(s) address';
}
