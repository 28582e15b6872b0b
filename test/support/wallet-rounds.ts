/** What opens, pays and closes rounds of session s1 in a test's wallet. */
import type { CloseRoundRequest } from '../../src/wallet/close-round.ts';
import type { TestWallet } from './wallet.ts';

export const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;

/** Of the wallet of the test that runs. */
export function roundsOf(wallet: () => TestWallet) {
  const send = (type: string, id: number, more: object = {}) =>
    wallet().send({ code: 's1', game: 1, id, type, ...more });
  const bet = (id: number, more: object = {}) => send('bet', id, { bet: 500, ...more });
  const win = (id: number, more: object = {}) => send('win', id, { win: 800, ...more });

  /** Steps until nothing is overdue; how many rounds they closed. */
  async function closeOverdue(timeoutMs = DAY_MS): Promise<number> {
    for (let closed = 0; ; ) {
      const { ok } = await wallet().wallet.call('closeOverdue', BigInt(timeoutMs) * 1000n);
      closed += ok.closed;
      if (!ok.isBehind) return closed;
    }
  }
  const close = (round: bigint, more: Partial<CloseRoundRequest> = {}) =>
    wallet().wallet.call('closeRound', {
      currency: 'EUR',
      round,
      playerId: null,
      closedBy: null,
      reason: null,
      ...more,
    });
  const closed = () =>
    wallet()
      .wallet.journal.closures.after(0n, 1000)
      .map(({ round, cause, afterSeq }) => [round, cause, afterSeq]);
  return { send, bet, win, close, closed, closeOverdue };
}
