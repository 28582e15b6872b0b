/** `ggr wallet …`: the operator's side of the wallet from the shell, with the calls of its HTTP side. */
import { DaemonError, EXIT, type ExitCode, StoreError, UsageError } from '../../contract/errors.ts';
import type { Warehouse } from '../../load/warehouse.ts';
import { askDesk } from '../../serve/holder.ts';
import type { Session } from '../../serve/session.ts';
import { toJson } from '../../transform/json.ts';
import { visible } from '../../transform/visible.ts';
import { withOwnWallet } from '../../wallet/desk.ts';
import { JournalHeld } from '../../wallet/journal-faults.ts';
import type { OperatorDesk } from '../../wallet/operations.ts';
import {
  closeSession,
  getBalances,
  openSession,
  setPlayer,
  type Told,
} from '../../wallet/operator-calls.ts';
import { journalPath } from '../../wallet/wallet.ts';
import { callOverHttp, type DeskCall } from '../session/desk-client.ts';
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
  const here = (desk: OperatorDesk) => openSession(desk, body);
  return callDesk(session, { json }, { method: 'POST', path: '/wallet/sessions', body, here });
}

/** `close-session <code>` */
export function walletCloseSession(
  session: Session,
  code: string,
  { json }: Json,
): Promise<ExitCode> {
  const path = `/wallet/sessions/${encodeURIComponent(code)}`;
  const here = (desk: OperatorDesk) => closeSession(desk, code);
  return callDesk(session, { json }, { method: 'DELETE', path, here });
}

/** `block|unblock <player>` */
export function walletBlock(
  session: Session,
  player: string,
  { json, blocked }: Json & { blocked: boolean },
): Promise<ExitCode> {
  const body = { blocked };
  const path = `/wallet/players/${encodeURIComponent(player)}`;
  const here = (desk: OperatorDesk) => setPlayer(desk, player, body);
  return callDesk(session, { json }, { method: 'PUT', path, body, here });
}

/** `balance <player>` */
export function walletBalance(session: Session, player: string, { json }: Json): Promise<ExitCode> {
  const path = `/wallet/players/${encodeURIComponent(player)}/balances`;
  const here = (desk: OperatorDesk) => getBalances(desk, player);
  const before = () => void existingJournal(session); // asking makes no wallet
  return callDesk(session, { json }, { method: 'GET', path, before, here });
}

/** Makes one of the operator's calls and prints what it told; throws UsageError where it is refused. */
export async function callDesk(
  session: Session,
  { json }: Json,
  call: DeskCall,
): Promise<ExitCode> {
  const { status, document } = await atDesk(session, call);
  if (status >= 400) {
    const { error } = document as { error: { code: string; message: string } };
    throw new UsageError(error.message, { hint: HINTS[error.code] });
  }
  session.terminal.out(json ? toJson(document, 2) : describeReply(document));
  return EXIT.done;
}

/** The wallet of a daemon; without one a wallet of our own, which ships if nobody else holds the store. */
async function atDesk(session: Session, call: DeskCall): Promise<Told> {
  const { config, now, terminal } = session;
  const { daemon, doubt } = await askDesk(config);
  const told = daemon && (await callOverHttp(daemon, call));
  if (told) return told;
  call.before?.();
  const warehouse = await openUnlessHeld(session);
  try {
    const path = journalPath(config.warehouse);
    return await withOwnWallet(warehouse, { path, now, note: terminal.note }, call.here);
  } catch (error) {
    if (!(error instanceof JournalHeld) || !doubt) throw error;
    const says = `${error.message}; ${doubt.says}`;
    throw new DaemonError('daemon-refuses', says, { hint: doubt.hint, cause: error });
  } finally {
    await warehouse?.close();
  }
}

/** Undefined where a `ggr serve` without a wallet, or a sync, has the store: the journal is another file. */
async function openUnlessHeld(session: Session): Promise<Warehouse | undefined> {
  try {
    return await openOwnStore(session, 'wallet');
  } catch (error) {
    if (error instanceof StoreError && error.code === 'store-locked') return undefined;
    throw error;
  }
}

function describeReply(document: object): string {
  return Object.entries(document)
    .map(([name, value]) => [name, typeof value === 'object' ? toJson(value) : String(value)])
    .map(([name, value = '']) => `${name}: ${visible(value)}`)
    .join('\n');
}
