/** `ggr wallet close-round`: the operator ends a round that the game left open. */
import { userInfo } from 'node:os';
import { LosslessNumber } from 'lossless-json';
import { type ExitCode, UsageError } from '../../contract/errors.ts';
import type { Session } from '../../serve/session.ts';
import type { OperatorDesk } from '../../wallet/operations.ts';
import { closeRound } from '../../wallet/operator-calls.ts';
import { callDesk } from './wallet-operations.ts';

interface CloseRoundOptions {
  readonly json: boolean;
  readonly player?: string;
  readonly reason?: string;
  readonly by?: string;
}

/** `close-round <currency> <round> [--player <id>] [--reason <text>] [--by <name>]` */
export async function walletCloseRound(
  session: Session,
  [currency = '', round = '']: readonly string[],
  { json, player, reason, by = loginName() }: CloseRoundOptions,
): Promise<ExitCode> {
  if (!/^\d{1,20}$/.test(round)) {
    throw new UsageError('the round must be a number, as it stands in wallet.ledger');
  }
  const body = { currency, round: new LosslessNumber(round), player_id: player, by, reason };
  const here = (desk: OperatorDesk) => closeRound(desk, body);
  return callDesk(session, { json }, { method: 'POST', path: '/wallet/closures', body, here });
}

/** Nothing where the machine has no name for this user. */
function loginName(): string | undefined {
  try {
    return userInfo().username || undefined;
  } catch {
    return undefined;
  }
}
