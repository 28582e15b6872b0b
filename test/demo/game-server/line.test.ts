/** How requests travel to a wallet that answers, does not answer, or answers copies differently. */
import { createServer, type ServerResponse } from 'node:http';
import { afterEach, expect, test } from 'vitest';
import { Line } from '../../../src/demo/game-server/line.ts';

const answer = (text: string) => (response: ServerResponse) => response.end(text);
const fail = (response: ServerResponse) => response.writeHead(503).end();
const cut = (response: ServerResponse) => response.destroy();

let end: () => Promise<void> = async () => {};
afterEach(() => end());

/** A server that answers by a list, its last item for ever. */
async function listen(answers: ((response: ServerResponse) => void)[]) {
  const bodies: string[] = [];
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request.setEncoding('utf8')) body += chunk;
    const next = answers[Math.min(bodies.length, answers.length - 1)];
    bodies.push(body);
    next?.(response);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : 0;
  const line = new Line(`http://127.0.0.1:${port}/wallet/token`);
  end = async () => {
    await line.close();
    await new Promise((done) => server.close(done));
  };
  return { line, bodies };
}

test('the same request goes out again after a 5xx and a broken connection', async () => {
  const { line, bodies } = await listen([fail, cut, answer('{"a":1}')]);
  expect(await line.deliver(() => 'x', 'once')).toEqual({ text: '{"a":1}', isSteady: true });
  expect(bodies).toEqual(['x', 'x', 'x']);
  expect([line.requests, line.copies]).toEqual([3, 2]);
});

test('a retry and twins are copies that must get one answer', async () => {
  const { line, bodies } = await listen([
    answer('{"a":1,"time":"1"}'),
    answer('{"a":1,"time":"2"}'),
  ]);
  expect(await line.deliver(() => 'x', 'again')).toMatchObject({ isSteady: true });
  expect(await line.deliver(() => 'y', 'twins')).toMatchObject({ isSteady: true });
  expect(bodies).toEqual(['x', 'x', 'y', 'y', 'y']);
});

test('a copy that is answered otherwise shows', async () => {
  const { line } = await listen([answer('{"a":1}'), answer('{"a":2}')]);
  expect(await line.deliver(() => 'x', 'again')).toEqual({ text: '{"a":1}', isSteady: false });
});

test('a status that is no answer of the protocol comes as what it is', async () => {
  const { line } = await listen([(response) => response.writeHead(404).end()]);
  expect(await line.deliver(() => 'x', 'once')).toEqual({ text: 'HTTP 404', isSteady: true });
});
