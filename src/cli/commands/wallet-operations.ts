/** `ggr wallet …`: the operator's side of the wallet from the shell, with the calls of its HTTP side. */
import { EXIT, type ExitCode, UsageError } from '../../contract/errors.ts';
import type { Session } from '../../serve/session.ts';
import { toJson } from '../../transform/json.ts';
import { visible } from '../../transform/visible.ts';
import { withOwnWallet } from '../../wallet/desk.ts';
import type { OperatorDesk } from '../../wallet/operations.ts';
import {
  closeSession,
  getBalances,
  openSession,
  setPlayer,
  type Told,
} from '../../wallet/operator-calls.ts';
import { journalPath } from '../../wallet/wallet.ts';
import { openOwnStore } from '../session/session.ts';
import { existingJournal } from './wallet-proofs.ts';

/** The next step after a refusal, by its code. */
const HINTS: Readonly<Record<string, string>> = {
  'code-taken': 'choose a code that was never used',
  'unknown-session': '`ggr wallet open-session` opens one',
  'unknown-player': 'a session or a deposit makes a player known; ids count case and blanks',
  'key-taken': 'choose another --key; this one names a transfer that was made',
  'not-enough-credit': '`ggr wallet balance` shows what there is',
  'unknown-round': 'the round, or the id of a bet or win in it, as it stands in wallet.ledger',
  'several-players': '--player says whose',
  'round-ended': '`select * from ggr.bets` shows what came of it',
};

interface Json {
  readonly json: boolean;
}

/** `open-session <code> <player> <currency> [--expires <RFC 3339>]` */
export function walletOpenSession(
  session: Session,
  [code, player_id, currency]: readonly string[],
  { json, expires }: Json & { expires?: string },
): Promise<ExitCode> {
  const body = { code, player_id, currency, ...(expires ? { expires_at: expires } : {}) };
  return callDesk(session, { json }, (desk) => openSession(desk, body));
}

/** `close-session <code>` */
export function walletCloseSession(
  session: Session,
  code: string,
  { json }: Json,
): Promise<ExitCode> {
  return callDesk(session, { json }, (desk) => closeSession(desk, code));
}

/** `block|unblock <player>` */
export function walletBlock(
  session: Session,
  player: string,
  { json, blocked }: Json & { blocked: boolean },
): Promise<ExitCode> {
  return callDesk(session, { json }, (desk) => setPlayer(desk, player, { blocked }));
}

/** `balance <player>` */
export async function walletBalance(
  session: Session,
  player: string,
  { json }: Json,
): Promise<ExitCode> {
  if (!session.host) existingJournal(session); // asking makes no wallet
  return callDesk(session, { json }, (desk) => getBalances(desk, player));
}

/** Makes one of the operator's calls and prints what it told; throws UsageError where it is refused. */
export async function callDesk(
  session: Session,
  { json }: Json,
  work: (desk: OperatorDesk) => Promise<Told>,
): Promise<ExitCode> {
  const { status, document } = await atDesk(session, work);
  if (status >= 400) {
    const { error } = document as { error: { code: string; message: string } };
    throw new UsageError(error.message, { hint: HINTS[error.code] });
  }
  session.terminal.out(json ? toJson(document, 2) : describeReply(document));
  return EXIT.done;
}

/** In the daemon its wallet; without one a wallet of our own, as long as we hold the store. */
async function atDesk(
  session: Session,
  work: (desk: OperatorDesk) => Promise<Told>,
): Promise<Told> {
  const { config, host, now, terminal } = session;
  if (host) {
    if (host.desk) return work(host.desk);
    throw new UsageError('the daemon runs no wallet', { hint: 'its log says why' });
  }
  const warehouse = await openOwnStore(session, 'wallet');
  try {
    const path = journalPath(config.warehouse);
    return await withOwnWallet(warehouse, { path, now, note: terminal.note }, work);
  } finally {
    await warehouse.close();
  }
}

function describeReply(document: object): string {
  return Object.entries(document)
    .map(([name, value]) => [name, typeof value === 'object' ? toJson(value) : String(value)])
    .map(([name, value = '']) => `${name}: ${visible(value)}`)
    .join('\n');
}
