/** `ggr wallet close-round`: the operator ends a round that the game left open. */
import { userInfo } from 'node:os';
import { LosslessNumber } from 'lossless-json';
import { UsageError } from '../../contract/errors.ts';
import { closeRound } from '../../wallet/operator-calls.ts';
import type { Sent, Work } from '../session/command-line.ts';
import { callDesk } from './wallet-operations.ts';

interface CloseRoundOptions {
  readonly json: boolean;
  readonly player?: string;
  readonly reason?: string;
  readonly by?: string;
}

/** `close-round <currency> <round> [--player <id>] [--reason <text>] [--by <name>]` */
export function walletCloseRound(
  [currency = '', round = '']: readonly string[],
  { json, player, reason, by = loginName() }: CloseRoundOptions,
): Sent & { readonly work: Work } {
  const named = (option: string, value: string | undefined) =>
    value === undefined ? [] : [`--${option}=${value}`];
  const options = [...named('player', player), ...named('reason', reason), ...named('by', by)];
  return {
    // the daemon may run under another name: it is told who typed this
    args: ['wallet', 'close-round', ...options, ...(json ? ['--json'] : []), '--', currency, round],
    guard: (_session, run) => run(),
    work: (session) => {
      if (!/^\d{1,20}$/.test(round)) {
        throw new UsageError('the round must be a number, as it stands in wallet.ledger');
      }
      const body = { currency, round: new LosslessNumber(round), player_id: player, by, reason };
      return callDesk(session, { json }, (desk) => closeRound(desk, body));
    },
  };
}

/** Nothing where the machine has no name for this user. */
function loginName(): string | undefined {
  try {
    return userInfo().username || undefined;
  } catch {
    return undefined;
  }
}
