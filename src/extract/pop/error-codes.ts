/** Every error code of pop.txt §6, and what it asks of whoever called. */

interface CodeRule {
  /** wait: ask again later. stop: nothing works until a person acts. fail: this request only. */
  readonly action: 'wait' | 'stop' | 'fail';
  /** What to correct; settings stand in braces. */
  readonly hint?: string;
}

const fail = { action: 'fail' } as const;

export const ERROR_CODES: ReadonlyMap<number, CodeRule> = new Map<number, CodeRule>([
  [1001, { action: 'stop', hint: 'POP has disabled the operator of {app_id}: ask POP' }], // Operator is disabled
  [1002, { action: 'stop', hint: 'check {app_id}' }], // Invalid merchant ID
  [1003, { action: 'stop', hint: 'POP has disabled the route provider of {app_id}: ask POP' }], // Route provider is disabled
  [1004, fail], // Game not found
  [1005, fail], // The game is under maintenance
  [1006, fail], // The game is closed
  [1007, fail], // The game is hidden
  [1008, fail], // User ID is empty
  [1009, fail], // Invalid wallet type
  [1011, { action: 'stop', hint: 'check {app_secret}' }], // Invalid merchant code
  [1012, fail], // Your country or region is restricted
  [1013, { action: 'stop', hint: 'ask POP to allow {app_id} to call the API' }], // Route provider is not allowed to call the API
  [1014, { action: 'stop', hint: "ask POP to allow this machine's address for {app_id}" }], // IP is not allowed to access
  [1015, fail], // Incorrect RTP assignment
  [1016, fail], // Incorrect transfer amount
  [1017, fail], // Order already exists
  [1018, fail], // Order does not exist
  [1019, { action: 'wait' }], // Request too frequent
  [2001, fail], // Player does not exist
  [2002, fail], // Player is disabled
]);
