/** What of a configuration lets in more people than its operator may mean: said at the daemon's start, and by doctor. */
import type { Config } from '../config/config.ts';

export interface Exposure {
  /** What is looked at. */
  readonly check: string;
  readonly says: string;
  /** The next step. */
  readonly mend: string;
}

/** All of them; none where nothing is to be said. */
export function exposuresOf({ wallet, accounts }: Pick<Config, 'wallet' | 'accounts'>): Exposure[] {
  const found: Exposure[] = [];
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

/** Whether only this machine reaches a host of that name. */
function isLoopback(host: string): boolean {
  return host === 'localhost' || /^127(\.\d{1,3}){3}$/.test(host) || /^\[?::1\]?$/.test(host);
}
