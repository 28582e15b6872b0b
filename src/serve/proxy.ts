/** Passes one HTTP request on to a part, byte for byte, and its answer back. */
import { type IncomingMessage, request, type ServerResponse } from 'node:http';

export interface Lost {
  /** Whether the part may have done what it was asked. */
  readonly wasAsked: boolean;
}

/** `onLost` answers where the part gives no answer; one that breaks off in the middle is broken off here too. */
export function passOn(
  asked: IncomingMessage,
  answer: ServerResponse,
  { socket, onLost }: { readonly socket: string; readonly onLost: (lost: Lost) => void },
): void {
  let wasAsked = false;
  // A connection a request: one that is used again may be closed by the part in that moment. We close it, not the
  // part: Node writes nothing once more behind a body, and where the part had answered and closed before, that
  // write failed and took the answer along (EPIPE, one request of thirteen).
  const { method, url, headers } = asked;
  const passed = request({
    socketPath: socket,
    method,
    path: url,
    headers: { ...headers, connection: 'keep-alive' },
    agent: false,
  });
  passed.on('socket', (connection) => {
    connection.once('connect', () => {
      wasAsked = true;
    });
  });
  passed.on('response', (reply) => {
    const { connection: _, 'keep-alive': __, ...kept } = reply.headers;
    answer.writeHead(reply.statusCode ?? 502, kept);
    answer.flushHeaders();
    reply.pipe(answer);
    reply.on('error', () => answer.destroy());
  });
  passed.on('error', () => {
    // a part that has answered may close before it has read the rest: what it said counts
    asked.unpipe(passed).resume();
    if (!answer.headersSent) onLost({ wasAsked: wasAsked && asked.complete });
  });
  // whoever goes takes along what was asked
  answer.on('close', () => passed.destroy());
  asked.pipe(passed);
}
