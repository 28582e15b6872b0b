/** The settings of the wallet, read by config.ts among the others. */
import { isIP } from 'node:net';
import { DAY_MS, isTimeZone, SECOND_MS } from '../transform/time.ts';
import { parseDuration } from './duration.ts';
import { LEAST_TOKEN, splitList, type Variable } from './variables.ts';

export interface WalletSettings {
  /** Where the listener for game servers stands. */
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  /** The unguessable segment of the address; without one no game server is answered. */
  readonly token: string | undefined;
  /** Addresses and CIDR ranges that may call; everybody with the token where it is empty. */
  readonly allowIps: readonly string[];
  /** Zone of the `time` in answers. */
  readonly zone: string;
  /** After how long a round that the game leaves open counts as paid with 0. */
  readonly roundTimeoutMs: number;
  /** A win without a bet in its round above so many cents is said loudly; undefined: none is. */
  readonly orphanLimitCents: bigint | undefined;
}

const LONGEST_TIMEOUT_MS = 365 * DAY_MS;

const VARIABLES = {
  host: {
    name: 'GGR_WALLET_HOST',
    about: 'where the wallet listens for game servers',
    fallback: '0.0.0.0',
    check: (v) => (/^[\w.:-]+$/.test(v) ? undefined : 'must be an address or a host name'),
  },
  port: {
    name: 'GGR_WALLET_PORT',
    about: 'its port, the only one that faces game servers; 0 takes any free one',
    fallback: '8081',
    check: (v) =>
      /^\d{1,5}$/.test(v) && Number(v) <= 65_535 ? undefined : 'must be a port from 0 to 65535',
  },
  token: {
    name: 'GGR_WALLET_TOKEN',
    about:
      'unguessable segment of its address, POST /wallet/<token>; without one it does not listen',
    secret: true,
    check: (v) => {
      if (!/^[\w-]{1,128}$/.test(v)) return 'must be letters, digits, _ and -, at most 128';
      return v.length < LEAST_TOKEN
        ? `must have at least ${LEAST_TOKEN} characters: \`openssl rand -hex 32\` makes one`
        : undefined;
    },
  },
  allowIps: {
    name: 'GGR_WALLET_ALLOW_IPS',
    about: 'addresses and CIDR ranges that may call it, separated by commas; all without',
    check: (v) => {
      const wrong = splitList(v).find((entry) => !isRange(entry));
      return wrong === undefined ? undefined : `names ${wrong}, which is no address or CIDR range`;
    },
  },
  zone: {
    name: 'GGR_WALLET_TIMEZONE',
    about: 'IANA zone of the time in its answers',
    fallback: 'UTC',
    check: (v) => (isTimeZone(v) ? undefined : 'must be an IANA time zone such as Asia/Manila'),
  },
  roundTimeout: {
    name: 'GGR_WALLET_ROUND_TIMEOUT',
    about: 'how long a round may stay open after its newest bet before it counts as paid with 0',
    fallback: '24h',
    check: (v) => {
      const ms = parseDuration(v);
      const isLength = ms !== undefined && ms >= SECOND_MS && ms <= LONGEST_TIMEOUT_MS;
      return isLength
        ? undefined
        : 'must be a time from 1s to 365d such as 24h, 90m or plain seconds';
    },
  },
  orphanLimit: {
    name: 'GGR_WALLET_ORPHAN_LIMIT',
    about: 'a win without a bet in its round above this, in currency units, is said loudly',
    check: (v) =>
      /^\d{1,12}(\.\d{1,2})?$/.test(v) ? undefined : 'must be an amount such as 500 or 99.50',
  },
} as const satisfies Record<string, Variable>;

/** Reads them with `read`, which reports what is wrong with a value. */
export function readWallet(read: (variable: Variable) => string | undefined): WalletSettings {
  return {
    host: read(VARIABLES.host) ?? VARIABLES.host.fallback,
    port: Number(read(VARIABLES.port)),
    token: read(VARIABLES.token),
    allowIps: splitList(read(VARIABLES.allowIps) ?? ''),
    zone: read(VARIABLES.zone) ?? VARIABLES.zone.fallback,
    roundTimeoutMs: timeoutOf(read(VARIABLES.roundTimeout)),
    orphanLimitCents: centsOf(read(VARIABLES.orphanLimit)),
  };
}

/** A value that was refused is reported; what is read on is of no consequence. */
function timeoutOf(value: string | undefined): number {
  return parseDuration(value ?? VARIABLES.roundTimeout.fallback) ?? DAY_MS;
}

/** Undefined of a value that was refused, too. */
function centsOf(value: string | undefined): bigint | undefined {
  const [, units, fraction = ''] = /^(\d+)(?:\.(\d{1,2}))?$/.exec(value ?? '') ?? [];
  return units === undefined ? undefined : BigInt(units + fraction.padEnd(2, '0'));
}

function isRange(entry: string): boolean {
  const [address = '', bits, ...more] = entry.split('/');
  const version = isIP(address);
  if (version === 0 || more.length > 0) return false;
  if (bits === undefined) return true;
  return /^\d{1,3}$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128);
}
