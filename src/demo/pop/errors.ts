/** The error codes of pop.txt 6 with its words. */
export const POP_MESSAGES = {
  1001: 'Operator is disabled',
  1002: 'Invalid merchant ID',
  1003: 'Route provider is disabled',
  1004: 'Game not found',
  1005: 'The game is under maintenance',
  1006: 'The game is closed',
  1007: 'The game is hidden',
  1008: 'User ID is empty',
  1009: 'Invalid wallet type',
  1011: 'Invalid merchant code',
  1012: 'Your country or region is restricted',
  1013: 'Route provider is not allowed to call the API',
  1014: 'IP is not allowed to access',
  1015: 'Incorrect RTP assignment',
  1016: 'Incorrect transfer amount',
  1017: 'Order already exists',
  1018: 'Order does not exist',
  1019: 'Request too frequent',
  2001: 'Player does not exist',
  2002: 'Player is disabled',
} as const satisfies Record<number, string>;

/** A code of the document. */
export type PopErrorCode = keyof typeof POP_MESSAGES;

/** pop.txt has no code for a request whose parameters are wrong; it only says "not equal to 0". */
export const INVALID_REQUEST = 1;

/** A request the vendor refuses: HTTP 200 with this code. */
export class PopRefusal extends Error {
  override readonly name = 'PopRefusal';
  readonly code: PopErrorCode | typeof INVALID_REQUEST;

  constructor(code: PopErrorCode);
  constructor(code: typeof INVALID_REQUEST, message: string);
  constructor(code: PopErrorCode | typeof INVALID_REQUEST, message?: string) {
    super(code === INVALID_REQUEST ? message : POP_MESSAGES[code]);
    this.code = code;
  }
}
