/** The body of a login: JSON, and short. */
import type { IncomingMessage } from 'node:http';
import { z } from 'zod';

const MOST_BYTES = 4096;
const BODY = z.object({ token: z.string() });

/** Nothing where it is no such body. */
export async function readBody(asked: IncomingMessage): Promise<{ readonly token?: string }> {
  let text = '';
  for await (const piece of asked) {
    text += piece;
    if (text.length > MOST_BYTES) return {};
  }
  try {
    return BODY.safeParse(JSON.parse(text)).data ?? {};
  } catch {
    return {};
  }
}
