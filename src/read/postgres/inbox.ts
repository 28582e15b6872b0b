/**
 * What a client sends, cut into messages. It listens all the time, so that a client that leaves while its
 * statement runs is noticed at once, and stops the socket where too much waits.
 */
import type { Duplex } from 'node:stream';
import { WireError } from './errors.ts';

export interface Message {
  /** One letter; empty in the packets before the start. */
  readonly type: string;
  readonly body: Buffer;
}

/** So much may wait unread before the socket is told to stop. */
const MOST_WAITING = 1024 * 1024;
/** Nobody is let in yet: a packet of a start is short. */
export const LARGEST_START = 10_000;
export const LARGEST_MESSAGE = 2 * 1024 * 1024;

export class Inbox {
  readonly #socket: Duplex;
  #waiting: Buffer[] = [];
  #size = 0;
  #isOver = false;
  #wake = () => {};

  /** `onGone` is called once, when the client has left. */
  constructor(socket: Duplex, onGone: () => void) {
    this.#socket = socket;
    const over = () => {
      if (this.#isOver) return;
      this.#isOver = true;
      this.#wake();
      onGone();
    };
    socket.on('data', this.#take).on('end', over).on('error', over).on('close', over);
  }

  readonly #take = (chunk: Buffer) => {
    this.#waiting.push(chunk);
    this.#size += chunk.length;
    if (this.#size > MOST_WAITING) this.#socket.pause();
    this.#wake();
  };

  /** Bytes that came and were not asked for yet. */
  get size(): number {
    return this.#size;
  }

  /** Nothing more is taken: whoever waits for a message is told that there is none. */
  stop(): void {
    this.#isOver = true;
    this.#wake();
  }

  /** Gives the socket away, to whoever speaks TLS over it. */
  leave(): void {
    this.#socket.off('data', this.#take);
  }

  /** The next message; undefined once the client has left. Throws WireError where it is too large. */
  async next(largest = LARGEST_MESSAGE): Promise<Message | undefined> {
    const head = await this.#bytes(5);
    if (!head) return undefined;
    const body = await this.#body(head.readInt32BE(1) - 4, largest);
    return body && { type: String.fromCharCode(head[0] ?? 0), body };
  }

  /** The first packets have a length and no letter. */
  async nextStart(): Promise<Message | undefined> {
    const head = await this.#bytes(4);
    if (!head) return undefined;
    const body = await this.#body(head.readInt32BE(0) - 4, LARGEST_START);
    return body && { type: '', body };
  }

  #body(length: number, largest: number): Promise<Buffer | undefined> {
    if (length < 0)
      throw new WireError('08P01', 'a message has no sensible length', { fatal: true });
    if (length > largest) {
      throw new WireError('54000', `a message has more than ${largest} bytes`, { fatal: true });
    }
    return this.#bytes(length);
  }

  async #bytes(count: number): Promise<Buffer | undefined> {
    while (this.#size < count) {
      if (this.#isOver) return undefined;
      this.#socket.resume();
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    const all = this.#waiting.length === 1 ? this.#waiting[0] : Buffer.concat(this.#waiting);
    const whole = all ?? Buffer.alloc(0);
    const rest = whole.subarray(count);
    this.#waiting = rest.length > 0 ? [rest] : [];
    this.#size = rest.length;
    return whole.subarray(0, count);
  }
}

/** Reads the fields of a message, one after the other. Throws WireError past its end. */
export class Fields {
  readonly #body: Buffer;
  #at = 0;

  constructor(body: Buffer) {
    this.#body = body;
  }

  text(): string {
    const end = this.#body.indexOf(0, this.#at);
    if (end < 0) throw malformed();
    const text = decode(this.#body.subarray(this.#at, end));
    this.#at = end + 1;
    return text;
  }

  int16(): number {
    return this.#step(2).readInt16BE(0);
  }

  int32(): number {
    return this.#step(4).readInt32BE(0);
  }

  bytes(count: number): Buffer {
    return this.#step(count);
  }

  letter(): string {
    return String.fromCharCode(this.#step(1)[0] ?? 0);
  }

  /** A count, and as many of what `read` reads: up to 65,535, which pgjdbc binds. */
  list<T>(read: () => T): T[] {
    return Array.from({ length: this.#step(2).readUInt16BE(0) }, read);
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#body.length;
  }

  #step(count: number): Buffer {
    if (count < 0 || this.#at + count > this.#body.length) throw malformed();
    this.#at += count;
    return this.#body.subarray(this.#at - count, this.#at);
  }
}

function malformed(): WireError {
  return new WireError('08P01', 'a message ends before its fields do', { fatal: true });
}

const UTF8 = new TextDecoder('utf-8', { fatal: true });

/** Throws WireError where it is not UTF-8. */
export function decode(bytes: Uint8Array): string {
  try {
    return UTF8.decode(bytes);
  } catch (cause) {
    throw new WireError('22021', 'text that is not UTF-8: set client_encoding to UTF8', { cause });
  }
}
