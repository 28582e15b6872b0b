/** NO_PROXY, as curl and most others read it: which hosts are reached without a proxy. */

const DEFAULT_PORTS: Readonly<Record<string, string>> = { 'http:': '80', 'https:': '443' };
/** host, host:port, [address] or [address]:port; an address of colons alone has no port. */
const ENTRY = /^(?:\[(?<address>[^\]]+)\]|(?<host>[^:]+)|(?<bare>.*:.*:.*))(?::(?<port>\d+))?$/;

/** Whether `noProxy` ("a.example, .b.example:8443, 10.0.0.7, *") names the host of an address. */
export function isDirect(url: URL, noProxy: string): boolean {
  const host = plain(url.hostname.replace(/^\[(.*)\]$/, '$1'));
  const port = url.port || DEFAULT_PORTS[url.protocol];
  return noProxy.split(/[\s,]+/).some((entry) => {
    const parts = ENTRY.exec(entry)?.groups;
    if (!parts || (parts.port && parts.port !== port)) return false;
    const named = plain(parts.address ?? parts.host ?? parts.bare ?? '');
    if (named === '*') return true;
    const domain = named.replace(/^\*?\./, '');
    return host === domain || host.endsWith(`.${domain}`);
  });
}

function plain(host: string): string {
  return host.toLowerCase().replace(/\.$/, '');
}
