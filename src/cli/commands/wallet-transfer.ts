/**
 * `ggr wallet deposit|withdraw`: a transfer under a key that is made where the command was typed. The
 * daemon that runs it may die before its answer arrives; under the same key it may be typed again.
 */
import { randomUUID } from 'node:crypto';
import { LosslessNumber } from 'lossless-json';
import {
  DaemonError,
  type ExitCode,
  OutcomeError,
  UsageError,
  WalletError,
} from '../../contract/errors.ts';
import type { Session } from '../../serve/session.ts';
import type { OperatorDesk } from '../../wallet/operations.ts';
import { transfer } from '../../wallet/operator-calls.ts';
import { callDesk } from './wallet-operations.ts';

interface TransferOptions {
  readonly json: boolean;
  readonly key?: string;
}

/**
 * `deposit|withdraw <player> <currency> <amount_cents> [--key <key>]`. Where nobody can tell whether credit
 * was moved it throws an OutcomeError, which names the key and the line to type.
 */
export async function walletTransfer(
  session: Session,
  [name, ...operands]: readonly ['deposit' | 'withdraw', ...string[]],
  { json, key = randomUUID() }: TransferOptions,
): Promise<ExitCode> {
  const { terminal, signal } = session;
  const args = ['wallet', name, '--key', key, ...(json ? ['--json'] : []), '--', ...operands];
  const again = `type it again under the key ${key}, which moves nothing twice: ${typed(args)}`;
  // who ends it at once sees no error any more
  const say = () => terminal.note(`ggr: if you end it at once: ${again}`);
  const body = bodyOf(name, operands, key);
  let isAsked = false;
  const here = (desk: OperatorDesk) => {
    isAsked = true;
    return transfer(desk, body);
  };
  signal.addEventListener('abort', say, { once: true });
  try {
    return await callDesk(
      session,
      { json },
      { method: 'POST', path: '/wallet/transfers', body, here },
    );
  } catch (error) {
    if (!mayHaveMoved(error, isAsked)) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new OutcomeError(`nobody can tell whether the ${name} was made: ${reason}`, {
      hint: again,
      cause: error,
    });
  } finally {
    signal.removeEventListener('abort', say);
  }
}

function bodyOf(name: string, [player_id, currency, cents = '']: readonly string[], key: string) {
  if (!/^\d{1,18}$/.test(cents)) {
    throw new UsageError('the amount must be a whole number of cents, such as 1250 for 12.50');
  }
  const sign = name === 'withdraw' ? '-' : '';
  return { player_id, currency, amount_cents: new LosslessNumber(sign + cents), key };
}

/** A refusal moved nothing, nor did what went wrong before the wallet was asked. */
function mayHaveMoved(error: unknown, isAsked: boolean): boolean {
  if (error instanceof DaemonError) return error.code === 'daemon-gone';
  return isAsked && !(error instanceof UsageError || error instanceof WalletError);
}

/** As a shell takes it. */
function typed(args: readonly string[]): string {
  const word = (text: string) =>
    /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
  return ['ggr', ...args].map(word).join(' ');
}
