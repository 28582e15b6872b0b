/** The document's error codes this vendor gives, with its words. */
export const WM_MESSAGES = {
  102: 'Time format is wrong',
  103: 'Agent ID and identifier format error',
  107: 'The operation is successful but no data was found',
  900: 'No such function',
  911: 'Server is busy',
  10201:
    'This function allow to inquire the report within one day; you have exceed the maximum number',
  10202: 'Timestamp is abnormal, more than 30 seconds.',
  10301: 'Agent ID is null, please check (vendorId)',
  10302: 'No Agent ID Record',
  10303: 'Agent exists but agent code (signature) is wrong',
  10304: 'agent code (signature) is null',
  10411: 'Please try again in 30 seconds.',
  10418: 'Please try again in 10 seconds.',
  10501: 'No such account, please check it',
  10502: 'The account name must not be blank',
  10505: 'Disabled account',
  10705: 'Parameter error or not input',
} as const satisfies Record<number, string>;

/** A code other than 0. */
export type WmErrorCode = keyof typeof WM_MESSAGES;

/** A request the vendor refuses: HTTP 200 with this errorCode. */
export class WmRefusal extends Error {
  override readonly name = 'WmRefusal';
  readonly code: WmErrorCode;

  constructor(code: WmErrorCode) {
    super(WM_MESSAGES[code]);
    this.code = code;
  }
}
