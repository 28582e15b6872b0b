/**
 * The settings of the way to the vendors. Their names are not ours: every program of the machine reads
 * them, most of them in small letters first.
 */
import { X509Certificate } from 'node:crypto';
import { resolve } from 'node:path';
import type { NetworkSettings } from '../contract/net.ts';
import type { Found, Reader } from './reader.ts';
import type { Variable } from './variables.ts';

export interface Network extends NetworkSettings {
  /** NODE_TLS_REJECT_UNAUTHORIZED=0 in the environment: no certificate is checked, of nobody. */
  readonly isTlsUnchecked: boolean;
}

const VARIABLES = {
  httpsProxy: {
    name: 'HTTPS_PROXY',
    about: 'proxy for vendors at https addresses: http://name:password@host:port',
  },
  httpProxy: { name: 'HTTP_PROXY', about: 'proxy for vendors at http addresses' },
  noProxy: {
    name: 'NO_PROXY',
    about: 'hosts that are reached without a proxy: names, .domains, addresses, *',
  },
  extraCa: {
    name: 'NODE_EXTRA_CA_CERTS',
    about: "file (PEM) with authorities that are trusted beside Node's own",
  },
} as const satisfies Record<string, Variable>;

const UNCHECKED = 'NODE_TLS_REJECT_UNAUTHORIZED';

/** Reads them with `reader`, which collects what is wrong; a path stands relative to `folder`. */
export function readNetwork(reader: Reader, folder: string): Network {
  return {
    httpsProxy: readProxy(VARIABLES.httpsProxy, reader),
    httpProxy: readProxy(VARIABLES.httpProxy, reader),
    noProxy: show(VARIABLES.noProxy, findAny(VARIABLES.noProxy, reader), reader),
    extraCa: readAuthorities(reader, folder),
    isTlsUnchecked: readUnchecked(reader),
  };
}

function findAny({ name }: Variable, reader: Reader): Found | undefined {
  const found = reader.find(name.toLowerCase());
  return found ? { ...found, origin: `${found.origin}, ${name.toLowerCase()}` } : reader.find(name);
}

function show({ name, about }: Variable, found: Found | undefined, reader: Reader) {
  const origin = found?.origin ?? 'not set';
  reader.entries.push({ name, value: found?.value, origin, secret: false, about });
  return found?.value;
}

/** Everything up to the last @ may be a password, also in what is no address at all. */
const withoutCredentials = (text: string) => text.replace(/^([a-z]+:\/\/)?.*@/i, '$1********@');

/** A proxy is often written without a scheme. */
function readProxy(variable: Variable, reader: Reader): string | undefined {
  const found = findAny(variable, reader);
  const shown = found && { ...found, value: withoutCredentials(found.value) };
  show(variable, shown, reader);
  if (!found?.value) return undefined;
  const address = found.value.includes('://') ? found.value : `http://${found.value}`;
  const url = URL.parse(address);
  if (url && /^https?:$/.test(url.protocol) && url.hostname !== '') return address;
  reader.problem(`${variable.name} must be an http(s) address such as http://proxy.example:3128`);
  return undefined;
}

/** Node itself reads the variable when it starts, and never from `.env`: so it is read here. */
function readAuthorities(reader: Reader, folder: string): string | undefined {
  const { name } = VARIABLES.extraCa;
  const path = show(VARIABLES.extraCa, reader.find(name), reader);
  if (path === undefined) return undefined;
  const pem = reader.readFile(resolve(folder, path), name);
  if (pem === undefined || holdsCertificates(pem)) return pem;
  reader.problem(`${name} names ${path}, which holds no certificates in PEM`);
  return undefined;
}

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

function holdsCertificates(pem: string): boolean {
  const all = pem.match(CERTIFICATE) ?? [];
  try {
    for (const each of all) new X509Certificate(each);
    return all.length > 0;
  } catch {
    return false;
  }
}

/** In `.env` it does nothing: Node looks for it in the environment alone. Shown only where it is set. */
function readUnchecked(reader: Reader): boolean {
  const found = reader.find(UNCHECKED);
  if (!found) return false;
  const about = 'where it is 0, Node checks no certificate of any vendor';
  reader.entries.push({ name: UNCHECKED, ...found, secret: false, about });
  return found.value === '0' && found.origin === 'environment';
}
