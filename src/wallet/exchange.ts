/**
 * One request of a game server on Node's own request and response: the body in, the answer out. fastify
 * routes it and then lets go of it: its parser, hooks and serializer took a quarter of the CPU of a
 * request (docs/performance.md), and this listener needs none of them.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { WalletError } from '../contract/errors.ts';
import { MOST_BODY_BYTES, readRequest, writeAnswer, writeRefusal } from './protocol.ts';
import type { Tally } from './tally.ts';
import type { Wallet } from './wallet.ts';

/** A body longer than this is cut off. */
const MOST_DRAINED_BYTES = 16 * 1024 * 1024;

export interface Exchange {
  readonly wallet: Wallet;
  /** The `time` of answers. */
  readonly time: () => string;
  /** True once the listener stops: the connection is not kept for another request. */
  readonly isClosing: () => boolean;
  readonly tally: Tally | undefined;
  /** Told of requests that ended with a 5xx; never given their content. */
  readonly onError: (error: unknown) => void;
}

/** Answers one request; a client that goes away before its end was never heard. */
export function exchange(request: IncomingMessage, response: ServerResponse, to: Exchange): void {
  const chunks: Buffer[] = [];
  let length = 0;
  request.on('data', (chunk: Buffer) => {
    length += chunk.length;
    if (length <= MOST_BODY_BYTES) chunks.push(chunk);
    else if (!response.headersSent) refuseBody(response, to);
    if (length > MOST_DRAINED_BYTES) request.destroy();
  });
  request.on('end', () => {
    if (length > MOST_BODY_BYTES) {
      response.end();
      return;
    }
    const [only] = chunks;
    const body = chunks.length === 1 && only ? only : Buffer.concat(chunks);
    answer(body.toString(), response, to);
  });
}

/** At once, and the rest of the body is read past: a client that is cut off while it writes hears no answer. */
function refuseBody(response: ServerResponse, { tally }: Exchange): void {
  tally?.refuse('too-large');
  response.writeHead(413, { connection: 'close', 'content-length': 0 });
  response.flushHeaders();
}

function answer(body: string, response: ServerResponse, to: Exchange): void {
  const { wallet, time, tally, onError } = to;
  const since = performance.now();
  const asked = readRequest(body);
  if (typeof asked === 'string') {
    tally?.refuse(asked);
    send(response, writeRefusal(asked, time()), to);
    tally?.took(performance.now() - since);
    return;
  }
  wallet.answer(asked).then(
    (answered) => {
      tally?.answer(answered);
      send(response, writeAnswer(answered, time()), to);
      tally?.took(performance.now() - since);
    },
    (error: unknown) => {
      onError(error);
      response.writeHead(error instanceof WalletError ? 503 : 500).end();
    },
  );
}

function send(response: ServerResponse, body: string, { isClosing }: Exchange): void {
  response.writeHead(200, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(body),
    ...(isClosing() ? { connection: 'close' } : {}),
  });
  response.end(body);
}
