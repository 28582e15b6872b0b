/** The vendors of the demo, what points ggr at them, and what they themselves say they earned. */
import { startPopVendor } from '../demo/pop/server.ts';
import { startPvVendor } from '../demo/pv/server.ts';
import { startWmVendor } from '../demo/wm/server.ts';
import type { EpochMs, Window } from '../stream.ts';
import { formatAmount } from '../transform/money.ts';

/** A vendor's own sums over some time, as text with four decimals. */
export interface OwnSums {
  readonly bets: number;
  readonly stake: string;
  readonly ggr: string;
}

export interface DemoVendors {
  readonly env: Readonly<Record<string, string>>;
  /** By source; bets whose event time lies in the range. */
  readonly sums: Readonly<Record<string, (range: Window) => OwnSums>>;
  close(): Promise<void>;
}

/** Starts every bundled vendor on loopback, with bets from an instant on. */
export async function startDemoVendors(from: EpochMs): Promise<DemoVendors> {
  const pv = await startPvVendor({ from: from / 1000 });
  // Under WM's rule of 30 s a demo would take minutes: here it is a hundredth of that.
  const wm = await startWmVendor({ from, intervalMs: 300, emptyIntervalMs: 100 });
  const pop = await startPopVendor({ from });
  return {
    env: {
      GGR_PV_URL: pv.url,
      GGR_PV_MCH_ID: String(pv.mchId),
      GGR_PV_KEY: pv.key,
      GGR_PV_CURRENCY: 'CNY',
      GGR_PV_REQUESTS_PER_SECOND: '200',
      GGR_PV_LAG_SECONDS: '2',
      GGR_WM_URL: wm.url,
      GGR_WM_VENDOR_ID: wm.vendorId,
      GGR_WM_SIGNATURE: wm.signature,
      GGR_WM_CURRENCY: 'THB',
      GGR_WM_INTERVAL_MS: '300',
      GGR_WM_EMPTY_INTERVAL_MS: '100',
      GGR_WM_REQUESTS_PER_SECOND: '100',
      GGR_POP_URL: pop.url,
      GGR_POP_APP_ID: pop.appId,
      GGR_POP_APP_SECRET: pop.appSecret,
      GGR_POP_CURRENCY: 'EUR',
      GGR_POP_REQUESTS_PER_SECOND: '100',
      GGR_POP_LAG_SECONDS: '2',
    },
    sums: {
      pv: ({ start, end }) => {
        const { bet_count, bet_amount, gain_amount } = pv.summary(start / 1000, end / 1000);
        // li are ten ten-thousandths
        return {
          bets: bet_count,
          stake: formatAmount(bet_amount * 10n),
          ggr: formatAmount(-gain_amount * 10n),
        };
      },
      wm: ({ start, end }) => {
        const bets = wm.bets(start, end);
        return {
          bets: bets.length,
          stake: formatAmount(bets.reduce((sum, { bet }) => sum + bet, 0n)),
          ggr: formatAmount(bets.reduce((sum, { winLoss }) => sum - winLoss, 0n)),
        };
      },
      pop: ({ start, end }) => {
        const { bets, stake, payout } = pop.sums(start, end);
        return { bets, stake: formatAmount(stake), ggr: formatAmount(stake - payout) };
      },
    },
    close: async () => {
      await pv.close();
      await wm.close();
      await pop.close();
    },
  };
}
