/**
 * The lines of `ggr wallet …`; what they do stands in wallet-operations.ts and wallet-proofs.ts. The operator's
 * calls never pass through the process that holds the store: they go to the wallet itself.
 */
import type { Command } from 'commander';
import { type AddCommand, type CommandLine, JSON_OPTION } from '../session/command-line.ts';
import { walletCloseRound } from './wallet-close-round.ts';
import {
  walletBalance,
  walletBlock,
  walletCloseSession,
  walletOpenSession,
} from './wallet-operations.ts';
import { walletRestore, walletVerify } from './wallet-proofs.ts';
import { walletTransfer } from './wallet-transfer.ts';

export const addWallet: AddCommand = (ggr, line) => {
  const wallet = ggr.command('wallet').description("the operator's side of the wallet");
  addSessions(wallet, line);
  addTransfers(wallet, line);
  addPlayers(wallet, line);
  addRounds(wallet, line);
  addProofs(wallet, line);
};

function addSessions(wallet: Command, { runHere }: CommandLine): void {
  wallet
    .command('open-session')
    .description('open a game session, or open it again for the same player and currency')
    .argument('<code>', "the session's code, which the game server sends")
    .argument('<player>', "the operator's player id, at most 40 characters")
    .argument('<currency>', 'such as EUR')
    .option('--expires <instant>', 'RFC 3339, such as 2025-03-01T12:00:00Z; never without')
    .option(...JSON_OPTION)
    .action((...[code, player, currency, options]) =>
      runHere((session) => walletOpenSession(session, [code, player, currency], options), 'store'),
    );
  wallet
    .command('close-session')
    .description('close a session; its wins and cancels are still taken')
    .argument('<code>')
    .option(...JSON_OPTION)
    .action((code, options) =>
      runHere((session) => walletCloseSession(session, code, options), 'store'),
    );
}

function addTransfers(wallet: Command, { runHere }: CommandLine): void {
  for (const name of ['deposit', 'withdraw'] as const) {
    wallet
      .command(name)
      .description(`${name} credit, in whole cents`)
      .argument('<player>')
      .argument('<currency>')
      .argument('<cents>', 'such as 1250 for 12.50')
      .option('--key <key>', 'idempotency key: the same key again moves nothing; made without')
      .option(...JSON_OPTION)
      .action((...[player, currency, cents, options]) =>
        runHere(
          (session) => walletTransfer(session, [name, player, currency, cents], options),
          'store',
        ),
      );
  }
}

function addPlayers(wallet: Command, { runHere }: CommandLine): void {
  for (const [name, blocked] of [
    ['block', true],
    ['unblock', false],
  ] as const) {
    wallet
      .command(name)
      .description(blocked ? 'refuse the bets of a player' : 'take them again')
      .argument('<player>')
      .option(...JSON_OPTION)
      .action((player, options) =>
        runHere((session) => walletBlock(session, player, { ...options, blocked }), 'store'),
      );
  }
  wallet
    .command('balance')
    .description("a player's credit in every currency, in cents")
    .argument('<player>')
    .option(...JSON_OPTION)
    .action((player, options) =>
      runHere((session) => walletBalance(session, player, options), 'store'),
    );
}

function addRounds(wallet: Command, { runHere }: CommandLine): void {
  wallet
    .command('close-round')
    .description('end a round that the game left open: it counts as paid with 0')
    .argument('<currency>')
    .argument('<round|id>', 'the round, or the id of a bet or win in it')
    .option('--player <player>', 'whose, where several players named the same round')
    .option('--reason <text>', 'why, for those who read it later')
    .option('--by <name>', 'who closes it; your login name without')
    .option(...JSON_OPTION)
    .action((...[currency, round, options]) =>
      runHere((session) => walletCloseRound(session, [currency, round], options), 'store'),
    );
}

function addProofs(wallet: Command, { runOnStore }: CommandLine): void {
  wallet
    .command('verify')
    .description('follow every entry of journal and warehouse; exits 5 where something is wrong')
    .option(...JSON_OPTION)
    .action((options) => runOnStore((session) => walletVerify(session, options)));
  wallet
    .command('restore')
    .description('give the journal back what it lost and the warehouse still has')
    .option('--accept-loss', 'go on without what nobody has', false)
    .option(...JSON_OPTION)
    .action((options) => runOnStore((session) => walletRestore(session, options)));
}
