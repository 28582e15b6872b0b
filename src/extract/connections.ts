/**
 * The sockets to vendors. Every default of undici and of Node that matters is named here: which of them
 * holds must not change with a version of either.
 */
import type { LookupFunction } from 'node:net';
import { createSecureContext, getCACertificates, type SecureContext } from 'node:tls';
import { Agent, type Dispatcher, Pool, ProxyAgent } from 'undici';
import type { NetworkSettings } from '../contract/net.ts';
import { isDirect } from './no-proxy.ts';

export interface ConnectionOptions {
  /** Until a socket is there, its TLS included, through all of the host's addresses. */
  readonly connectTimeoutMs: number;
  /** Until the answer's head, and between two pieces of its body. */
  readonly idleTimeoutMs: number;
  readonly network?: NetworkSettings | undefined;
  /** How a host's addresses are found; the system's way without it. */
  readonly lookup?: LookupFunction;
}

/** What a call goes through. */
export interface Route {
  readonly dispatcher: Dispatcher;
  /** The proxy's address without its password; undefined where there is none. */
  readonly proxy: string | undefined;
  /** The setting that names it. */
  readonly proxySetting: string;
}

/**
 * Node tries the addresses of a host one after another and gives each but the last 250 ms, so that of
 * a host with two, far away, none is ever reached (nodejs/node 54359). This outlives the second SYN,
 * sent after 3 s.
 */
const ADDRESS_TIMEOUT_MS = 4_000;
/** Common servers close an idle socket after 5 s; whatever a server promises, none is used that long. */
const KEEP_ALIVE_MS = 4_000;
/** Taken off what a server promises, for the way. */
const KEEP_ALIVE_MARGIN_MS = 1_000;
const MOST_HEADER_BYTES = 16 * 1024;

/** A proxy's refusal to connect us. */
export class ProxyRefusal extends Error {
  readonly status: number;

  constructor(status: number) {
    super(`the proxy answers HTTP ${status}`);
    this.name = 'ProxyRefusal';
    this.status = status;
  }
}

/** Sockets that are kept, and sockets that are not, straight or through a proxy. */
export class Connections {
  readonly #network: NetworkSettings;
  readonly #options: Agent.Options;
  readonly #connect: object;
  readonly #open = new Map<string, Dispatcher>();

  constructor(options: ConnectionOptions) {
    this.#network = options.network ?? {};
    this.#connect = connectOptions(options, this.#network);
    this.#options = {
      connect: this.#connect,
      connectTimeout: options.connectTimeoutMs,
      headersTimeout: options.idleTimeoutMs,
      bodyTimeout: options.idleTimeoutMs,
      keepAliveTimeout: KEEP_ALIVE_MS,
      keepAliveMaxTimeout: KEEP_ALIVE_MS,
      keepAliveTimeoutThreshold: KEEP_ALIVE_MARGIN_MS,
      pipelining: 1, // a call never waits behind another's answer
      connections: null, // the lanes hold the limits
      maxHeaderSize: MOST_HEADER_BYTES,
      maxResponseSize: -1, // counted where bodies are read, encoded and decoded
      strictContentLength: true,
    };
  }

  /** `isFresh`: the call is sent with `reset` and gets a socket that nobody has used. */
  routeTo(address: string, isFresh: boolean): Route {
    const url = new URL(address);
    const isSecure = url.protocol === 'https:';
    const { httpProxy, httpsProxy, noProxy = '' } = this.#network;
    const set = isSecure ? httpsProxy : httpProxy;
    const proxy = set === undefined || isDirect(url, noProxy) ? undefined : set;
    return {
      dispatcher: this.#dispatcher(proxy, isFresh),
      proxy: proxy && new URL(proxy).origin,
      proxySetting: isSecure ? 'HTTPS_PROXY' : 'HTTP_PROXY',
    };
  }

  /** Ends every socket at once. */
  async close(): Promise<void> {
    await Promise.all([...this.#open.values()].map((dispatcher) => dispatcher.destroy()));
  }

  /** A call on a fresh socket must not find one that others keep: it has dispatchers of its own. */
  #dispatcher(proxy: string | undefined, isFresh: boolean): Dispatcher {
    const name = `${isFresh ? 'fresh' : 'kept'} ${proxy ?? ''}`;
    const open = this.#open.get(name);
    if (open) return open;
    const made = proxy === undefined ? new Agent(this.#options) : this.#through(proxy);
    this.#open.set(name, made);
    return made;
  }

  #through(uri: string): ProxyAgent {
    const { headersTimeout = 0 } = this.#options;
    return new ProxyAgent({
      ...this.#options,
      uri,
      proxyTls: this.#connect,
      requestTls: this.#connect,
      clientFactory: (origin, options) => tellingPool(origin, { ...options, headersTimeout }),
    });
  }
}

/** undici tells the status with which a proxy refuses in words alone. */
function tellingPool(origin: URL, options: Pool.Options): Dispatcher {
  const pool = new Pool(origin, options);
  const connect = pool.connect.bind(pool);
  return Object.assign(pool, {
    connect: async (wanted: Dispatcher.ConnectOptions): Promise<Dispatcher.ConnectData> => {
      const tunnel = await connect(wanted);
      if (tunnel.statusCode === 200) return tunnel;
      tunnel.socket.on('error', () => {}).destroy();
      throw new ProxyRefusal(tunnel.statusCode);
    },
  });
}

function connectOptions(
  { connectTimeoutMs, lookup }: ConnectionOptions,
  { extraCa }: NetworkSettings,
) {
  return {
    timeout: connectTimeoutMs,
    autoSelectFamily: true,
    autoSelectFamilyAttemptTimeout: ADDRESS_TIMEOUT_MS,
    keepAlive: true,
    keepAliveInitialDelay: 15_000, // a vendor that is gone without a word is noticed
    // The vendors' documents are of HTTP/1.1, and a lane's limit is one of sockets; undici 8 offers h2.
    allowH2: false,
    maxCachedSessions: 100,
    minVersion: 'TLSv1.2' as const,
    ...(lookup && { lookup }),
    ...(extraCa !== undefined && { secureContext: trusting(extraCa) }),
  };
}

/** Made once: to read all authorities again for every socket would cost milliseconds each. */
function trusting(extraCa: string): SecureContext {
  return createSecureContext({
    ca: [...getCACertificates('default'), extraCa],
    minVersion: 'TLSv1.2',
  });
}
