/** What of a configuration lets in more people than its operator may mean: said at the daemon's start, and by doctor. */
import type { Config } from '../config/config.ts';

export interface Exposure {
  /** What is looked at. */
  readonly check: string;
  readonly says: string;
  /** The next step. */
  readonly mend: string;
}

type Exposing = Pick<Config, 'wallet' | 'accounts' | 'serve'>;

/** All of them; none where nothing is to be said. */
export function exposuresOf({ wallet, accounts, serve }: Exposing): Exposure[] {
  const found: Exposure[] = [...listenersOf(serve)];
  if (wallet.token !== undefined && !isLoopback(wallet.host) && wallet.allowIps.length === 0) {
    found.push({
      check: 'wallet',
      says: `the wallet listens on ${wallet.host} port ${wallet.port}, and everybody who knows its token may call it`,
      mend: "set GGR_WALLET_ALLOW_IPS to the game servers' or the proxy's addresses; where a firewall chooses, to 0.0.0.0/0,::/0",
    });
  }
  for (const { name, settings, settingNames } of accounts) {
    const url = URL.parse(settings.url ?? '');
    if (url?.protocol !== 'http:' || isLoopback(url.hostname)) continue;
    found.push({
      check: `account ${name}`,
      says: `${url.host} is asked by plain http: whoever stands in between reads the keys and can change the bets`,
      mend: `write https:// in ${settingNames.url ?? 'url'}, or reach it through a tunnel that ends on loopback`,
    });
  }
  return found;
}

/** Listeners that only read, or move money, and that others reach: tokens and rows pass in clear text. */
function listenersOf({ host, port, postgres }: Config['serve']): Exposure[] {
  const found: Exposure[] = [];
  if (!isLoopback(host)) {
    found.push({
      check: 'address',
      says: `the daemon listens on ${host} port ${port} without TLS: whoever stands in between reads tokens, and one of them moves money`,
      mend: 'set GGR_HOST to 127.0.0.1, and put a proxy that ends TLS before it; in a container, publish the port on 127.0.0.1 alone',
    });
  }
  if (postgres && !isLoopback(postgres.host) && postgres.cert === undefined) {
    found.push({
      check: 'postgres',
      says: `Postgres' clients are answered on ${postgres.host} port ${postgres.port} without TLS: whoever stands in between reads every row`,
      mend: 'set GGR_PG_CERT and GGR_PG_KEY, or GGR_PG_HOST to 127.0.0.1',
    });
  }
  return found;
}

/** Whether only this machine reaches a host of that name. */
function isLoopback(host: string): boolean {
  return host === 'localhost' || /^127(\.\d{1,3}){3}$/.test(host) || /^\[?::1\]?$/.test(host);
}
