/** What the client of a daemon answers while a command runs there. */
import { expect, test } from 'vitest';
import { Listener } from '../../src/cli/session/line-listener.ts';
import { Interrupted } from '../../src/contract/errors.ts';
import type { Reply } from '../../src/serve/wire.ts';
import { sessionOn } from '../support/engine-session.ts';

test('a question that Ctrl-C answers interrupts the command there: nobody waits for an answer any more', async () => {
  const { session } = sessionOn({ warehouse: undefined as never });
  const replies: Reply[] = [];
  const ask = () => Promise.reject(new Interrupted());
  const asking = { ...session, terminal: { ...session.terminal, ask } };
  const listener = new Listener(asking, async (_, reply) => void replies.push(reply));
  await listener.hear({ id: 'c1' });
  await listener.hear({ ask: 'pull 9 d of history? [y/N] ' });
  expect(replies).toEqual([{ interrupt: true }]);
});
