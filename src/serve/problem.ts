/** The form of every refusal on the internal address. */
import type { Refused } from './access.ts';

export function problem(code: string, message: string, hint?: string) {
  return { error: { code, message, ...(hint !== undefined && { hint }) } };
}

export const refusalOf = ({ code, message }: Refused) => problem(code, message);
