/** Messages to a client, gathered and written no faster than it reads. */
import { once } from 'node:events';
import type { Duplex } from 'node:stream';

/** So much is gathered before it is written unasked. */
const PIECE = 64 * 1024;

export class Outbox {
  readonly #socket: Duplex;
  #buffer = Buffer.allocUnsafe(PIECE * 2);
  #length = 0;
  #from = 0;

  constructor(socket: Duplex) {
    this.#socket = socket;
  }

  /** Begins a message; its fields follow, then `end`. */
  begin(type: string): this {
    this.#room(5);
    this.#from = this.#length + 1;
    this.#buffer[this.#length] = type.charCodeAt(0);
    this.#length += 5;
    return this;
  }

  end(): this {
    this.#buffer.writeInt32BE(this.#length - this.#from, this.#from);
    return this;
  }

  /** Takes back the message that was begun: what failed midway must not stand before its error. */
  undo(): void {
    this.#length = this.#from - 1;
  }

  int8(value: number): this {
    this.#room(1);
    this.#length = this.#buffer.writeUInt8(value, this.#length);
    return this;
  }

  int16(value: number): this {
    this.#room(2);
    this.#length = this.#buffer.writeInt16BE(value, this.#length);
    return this;
  }

  int32(value: number): this {
    this.#room(4);
    this.#length = this.#buffer.writeInt32BE(value | 0, this.#length);
    return this;
  }

  /** A text that ends with a zero. */
  text(value: string): this {
    const most = value.length * 3 + 1;
    this.#room(most);
    this.#length += this.#buffer.write(value.replaceAll('\0', ''), this.#length);
    return this.int8(0);
  }

  bytes(value: Uint8Array): this {
    this.#room(value.length);
    this.#buffer.set(value, this.#length);
    this.#length += value.length;
    return this;
  }

  /** A value of a row: its length and its bytes; null has the length -1. */
  value(value: string | Uint8Array | null): this {
    if (value === null) return this.int32(-1);
    if (typeof value !== 'string') return this.int32(value.length).bytes(value);
    this.#room(value.length * 3 + 4);
    const written = this.#buffer.write(value, this.#length + 4);
    this.#buffer.writeInt32BE(written, this.#length);
    this.#length += written + 4;
    return this;
  }

  /** A message of texts, each ended by a zero. */
  say(type: string, ...texts: readonly string[]): this {
    this.begin(type);
    for (const text of texts) this.text(text);
    return this.end();
  }

  /** Writes what is gathered, if it is much; waits where the client does not keep up. Rejects when it leaves. */
  settle(signal: AbortSignal): Promise<void> | undefined {
    return this.#length >= PIECE ? this.flush(signal) : undefined;
  }

  async flush(signal: AbortSignal): Promise<void> {
    if (this.#length === 0) return;
    signal.throwIfAborted();
    const piece = this.#buffer.subarray(0, this.#length);
    this.#buffer = Buffer.allocUnsafe(PIECE * 2);
    this.#length = 0;
    if (this.#socket.write(piece)) return;
    await once(this.#socket, 'drain', { signal }).catch((error: unknown) => {
      signal.throwIfAborted();
      throw error;
    });
  }

  #room(count: number): void {
    if (this.#length + count <= this.#buffer.length) return;
    const larger = Buffer.allocUnsafe(Math.max(this.#buffer.length * 2, this.#length + count));
    this.#buffer.copy(larger, 0, 0, this.#length);
    this.#buffer = larger;
  }
}
