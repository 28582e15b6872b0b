/** The lines of a stream, as they are asked for: what nobody asks for stays with the sender. */
import type { Readable } from 'node:stream';

const NEWLINE = 10;

/** Ends where the stream ends or breaks; a last line that was not finished is no line. */
export async function* linesOf(stream: Readable): AsyncGenerator<string> {
  const pieces: Buffer[] = [];
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      let from = 0;
      for (let to = chunk.indexOf(NEWLINE); to >= 0; to = chunk.indexOf(NEWLINE, from)) {
        pieces.push(chunk.subarray(from, to));
        yield Buffer.concat(pieces.splice(0)).toString('utf8');
        from = to + 1;
      }
      if (from < chunk.length) pieces.push(chunk.subarray(from));
    }
  } catch {
    // the process was killed in the middle of a line
  }
}
