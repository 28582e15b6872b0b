/** The end of a listener: what was taken is answered, and nobody keeps it open for ever. */
import { setImmediate as turn } from 'node:timers/promises';
import fastify from 'fastify';
import { request } from 'undici';
import { expect, onTestFinished, test, vi } from 'vitest';
import { closeServer } from '../../src/wallet/close-server.ts';

/** A listener whose only answer comes when the test says so. */
async function listen() {
  const app = fastify({ forceCloseConnections: 'idle' });
  const taken = Promise.withResolvers<void>();
  const answer = Promise.withResolvers<string>();
  app.get('/', async () => {
    taken.resolve();
    return answer.promise;
  });
  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  const reply = request(url).then(
    ({ statusCode }) => statusCode,
    () => 'cut off',
  );
  await taken.promise;
  return { app, answer, reply };
}

test('answers what was taken though the process stood still for longer than it waits', async () => {
  const { app, answer, reply } = await listen();
  const closed = closeServer(app);
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5_500);
  for (let i = 0; i < 2; i += 1) await turn(); // what was due meanwhile is done
  answer.resolve('late');
  expect(await reply).toBe(200);
  await closed;
});

test('cuts off after five seconds what nobody answers', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  onTestFinished(() => void vi.useRealTimers());
  const { app, reply } = await listen();
  const closed = closeServer(app);
  vi.advanceTimersByTime(4_900);
  expect(await Promise.race([reply, turn('open')])).toBe('open');
  vi.advanceTimersByTime(100);
  expect(await reply).toBe('cut off');
  await closed;
});
