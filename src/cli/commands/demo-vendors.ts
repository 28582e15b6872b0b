/** The vendors of the demo, what points ggr at them, and what they themselves say they earned. */

import type { EpochMs, Window } from '../../contract/window.ts';
import { startGameServer } from '../../demo/game-server/game-server.ts';
import { startPopVendor } from '../../demo/pop/server.ts';
import { startPvVendor } from '../../demo/pv/server.ts';
import { startWmVendor } from '../../demo/wm/server.ts';
import { formatAmount } from '../../transform/money.ts';

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

/** A game server's own sums in one currency; cancelled bets are out of them, open rounds too. */
export interface OwnRoundSums extends OwnSums {
  readonly openBets: number;
}

export interface DemoGames {
  play(rounds: number, signal: AbortSignal): Promise<void>;
  readonly sent: { readonly requests: number; readonly copies: number };
  /** Answers of the wallet that the game server did not expect. */
  readonly surprises: readonly string[];
  /** By currency. */
  sums(): readonly (readonly [currency: string, sums: OwnRoundSums])[];
  close(): Promise<void>;
}

/**
 * Starts every bundled vendor on loopback, with bets from an instant on. Nothing is judged again after
 * `now`: a bet that changed between the pull and the comparison would make their sums differ.
 */
export async function startDemoVendors(from: EpochMs, now: EpochMs): Promise<DemoVendors> {
  const pv = await startPvVendor({ from: from / 1000 });
  // Under WM's rule of 30 s a demo would take minutes: here it is a hundredth of that.
  const wm = await startWmVendor({
    from,
    intervalMs: 300,
    emptyIntervalMs: 100,
    resettledUntil: now,
  });
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

/** Starts the bundled game server, whose players play through the wallet at an address. */
export async function startDemoGames(wallet: {
  readonly url: string;
  readonly codes: readonly string[];
}): Promise<DemoGames> {
  const games = await startGameServer({ ...wallet, seed: 2 });
  return {
    play: (rounds, signal) => games.play(rounds, signal),
    get sent() {
      return games.sent;
    },
    surprises: games.surprises,
    sums: () =>
      [...games.sums()].sort().map(([currency, { settled, cancelled, open, stake, payout }]) => [
        currency,
        {
          bets: settled + cancelled,
          openBets: open,
          // cents are a hundred ten-thousandths
          stake: formatAmount(stake * 100n),
          ggr: formatAmount((stake - payout) * 100n),
        },
      ]),
    close: () => games.close(),
  };
}
