/**
 * Ordinary calls go past fastify, the same calls with their token written as %75nguessable… through it: whatever is
 * sent, both ways answer with the same bytes, close or keep the connection alike, and enter the same.
 */
import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import fc from '../support/properties.ts';
import { TestWallet, TOKEN } from '../support/wallet.ts';

const SHORT = `/wallet/${TOKEN}`;
const LONG = `/wallet/%${TOKEN.charCodeAt(0).toString(16)}${TOKEN.slice(1)}`;
/** Closes what was left open, and shows that it was. */
const LAST = 'GET /last HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n';

const wallets: TestWallet[] = [];
beforeAll(async () => {
  for (let i = 0; i < 2; i += 1) {
    const wallet = await TestWallet.start();
    await wallet.openSession();
    await wallet.deposit(100_000n);
    wallets.push(wallet);
  }
});
afterAll(async () => {
  for (const wallet of wallets) await wallet.remove();
});

/** What a server says to bytes until it closes; dates apart. */
async function ask({ url }: TestWallet, bytes: string): Promise<string> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1').setEncoding('latin1');
  let said = '';
  socket.on('data', (chunk) => {
    said += chunk;
  });
  socket.on('error', () => {}); // cut off while it still wrote
  socket.write(bytes, 'latin1');
  await once(socket, 'close');
  return said.replaceAll(/^Date: .*$/gm, 'Date: then');
}

/** Asks both, {address} in the text being the short way's or the long way's. */
async function askBoth(text: string): Promise<[string, string]> {
  const [short, long] = wallets as [TestWallet, TestWallet];
  const of = (address: string) => text.replaceAll('{address}', address) + LAST;
  return Promise.all([ask(short, of(SHORT)), ask(long, of(LONG))]);
}

const moves = () => wallets.map(({ entries }) => entries);

let id = 1000;
const bet = (): string =>
  `{"bet":1,"code":"s1","game":1012,"id":${++id},"round_id":${id},"type":"bet","time":"21-09-2023 03:23:23"}`;
const post = (body: string, head = '', address = '{address}'): string =>
  `POST ${address} HTTP/1.1\r\nHost: x\r\n${head}Content-Length: ${Buffer.byteLength(body, 'latin1')}\r\n\r\n${body}`;
const chunked = (body: string, after = '') =>
  `POST {address} HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n${body.length.toString(16)};a=b\r\n${body}\r\n0\r\n${after}\r\n`;

const CALLS: readonly (readonly [string, () => string])[] = [
  ['a bet', () => post(bet())],
  ['two bets in one packet', () => post(bet()) + post(bet())],
  ['a hundred bets in one packet', () => Array.from({ length: 100 }, () => post(bet())).join('')],
  ['a refusal', () => post('{"type":"bet"}')],
  ['a body in chunks, with a trailer', () => chunked(bet(), 'X-After: 1\r\n')],
  ['no body', () => 'POST {address} HTTP/1.1\r\nHost: x\r\n\r\n'],
  ['an empty body', () => post('')],
  ['16 KB', () => post(bet().padEnd(16 * 1024))],
  ['a byte more', () => post(bet().padEnd(16 * 1024 + 1))],
  ['200 KB', () => post('x'.repeat(200_000))],
  ['200 KB in chunks', () => chunked('x'.repeat(200_000))],
  ['bytes that are no UTF-8', () => post('{"type":"credit","code":"\xff\xfe"}')],
  ['a byte order mark', () => post('\xef\xbb\xbf{"type":"credit","code":"s1"}')],
  ['HTTP/1.0', () => post(bet()).replace('HTTP/1.1', 'HTTP/1.0')],
  ['HTTP/1.0 kept', () => post(bet(), 'Connection: keep-alive\r\n').replace('1.1', '1.0')],
  ['a connection to be closed', () => post(bet(), 'Connection: close\r\n')],
  ['one that waits for leave', () => post(bet(), 'Expect: 100-continue\r\n')],
  ['one that expects what nobody does', () => post(bet(), 'Expect: a miracle\r\n')],
  ['another protocol', () => post(bet(), 'Connection: Upgrade, close\r\nUpgrade: websocket\r\n')],
  ['a version', () => post(bet(), 'Accept-Version: 1.x\r\n')],
  ['a body that says it is packed', () => post(bet(), 'Content-Encoding: gzip\r\n')],
  ['a type of no kind', () => post(bet(), 'Content-Type: ;\r\n')],
  ['another type', () => post(bet(), 'Content-Type: application/x-www-form-urlencoded\r\n')],
  ['two lengths', () => post(bet(), 'Content-Length: 1\r\n')],
  ['a length and chunks', () => post(bet(), 'Transfer-Encoding: chunked\r\n')],
  [
    'a length that is none',
    () => 'POST {address} HTTP/1.1\r\nHost: x\r\nContent-Length: x\r\n\r\n',
  ],
  ['no host', () => post(bet()).replace('Host: x\r\n', '')],
  ['two hosts', () => post(bet(), 'Host: y\r\n')],
  ['a header of 20 KB', () => post(bet(), `X: ${'x'.repeat(20_000)}\r\n`)],
  ['3,000 headers', () => post(bet(), 'X: 1\r\n'.repeat(3000))],
  ['a header with a bare line feed', () => post(bet(), 'X: 1\n Y: 2\r\n')],
  ['a header name with a blank', () => post(bet(), 'X Y: 1\r\n')],
  ['a small method', () => post(bet()).replace('POST', 'post')],
  ['a method of its own', () => post(bet()).replace('POST', 'BREW')],
  ['a GET with a body', () => post(bet()).replace('POST', 'GET')],
  ['a query', () => post(bet(), '', '{address}?a=b')],
  ['a query without a word', () => post(bet(), '', '{address}?')],
  ['a fragment', () => post(bet(), '', '{address}#a')],
  ['a slash behind it', () => post(bet(), '', '{address}/')],
  ['two slashes before it', () => post(bet(), '', '/{address}')],
  ['a semicolon', () => post(bet(), '', '{address};a=b')],
  ['a letter more', () => post(bet(), '', '{address}0')],
  ['the whole address', () => post(bet(), '', 'http://x{address}')],
  [
    'a wrong token of the same length',
    () => post(bet(), '', `/wallet/${'0'.repeat(TOKEN.length)}`),
  ],
];

test.each(CALLS)('%s is answered alike', async (_, make) => {
  const [short, long] = await askBoth(make());
  expect(short).toBe(long);
  expect(short).toMatch(/^HTTP\/1\.1 \d{3} /);
  const [first, second] = moves();
  expect(first).toEqual(second);
});

const header = fc.constantFrom(
  '',
  'Connection: close\r\n',
  'Connection: keep-alive\r\n',
  'Expect: 100-continue\r\n',
  'Content-Type: text/plain\r\n',
  'X: \x80\xff\r\n',
);
const body = fc.oneof(
  fc.constant('').map(bet),
  fc.json().map((text) => Buffer.from(text).toString('latin1')),
  fc.string({ unit: 'binary', maxLength: 40 }).map((text) => Buffer.from(text).toString('latin1')),
  fc
    .tuple(fc.constantFrom('bet', 'win', 'cancel', 'credit'), fc.integer({ min: -1, max: 20 }))
    .map(([type, n]) => `{"type":"${type}","code":"s1","id":${n},"game":1,"${type}":${n % 3}}`),
);
const requests = fc.array(fc.tuple(header, body, fc.boolean()), { minLength: 1, maxLength: 8 });

test('any row of calls on one connection is answered alike and enters the same', async () => {
  await fc.assert(
    fc.asyncProperty(requests, async (calls) => {
      const text = calls.map(([head, of, isChunked]) =>
        isChunked && of !== '' ? chunked(of) : post(of, head),
      );
      const [short, long] = await askBoth(text.join(''));
      expect(short).toBe(long);
    }),
    { numRuns: 60 },
  );
  const [first, second] = moves();
  expect(first).toEqual(second);
  expect(first?.length).toBeGreaterThan(100);
});
