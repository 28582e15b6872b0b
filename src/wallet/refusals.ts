/**
 * Every way in which the wallet refuses a game server's request: the err_code it logs and the text its
 * player sees (wallet-v2.txt: err_code, err_desc). Codes are part of the contract and never change.
 */
export const REFUSALS = {
  malformed: { code: 100, text: 'The request could not be understood.' },
  'unknown-type': { code: 101, text: 'The request could not be understood.' },
  'bad-amount': { code: 102, text: 'The amount is not valid.' },
  'unknown-session': { code: 200, text: 'The game session does not exist.' },
  'session-expired': {
    code: 201,
    text: 'The game session has expired. Please open the game again.',
  },
  'session-closed': { code: 202, text: 'The game session is closed. Please open the game again.' },
  'player-blocked': { code: 203, text: 'This account cannot place bets. Please contact support.' },
  'not-enough-credit': { code: 300, text: 'Not enough credit for this bet.' },
  'id-taken': { code: 301, text: 'This transaction was already used for something else.' },
  'bet-cancelled': { code: 302, text: 'This bet was cancelled.' },
  'not-a-bet': { code: 303, text: 'Only bets can be cancelled.' },
  'not-yours': { code: 304, text: 'This bet belongs to another player.' },
  'credit-limit': { code: 305, text: 'The credit would exceed the limit of the account.' },
} as const satisfies Record<string, { code: number; text: string }>;

export type RefusalName = keyof typeof REFUSALS;
