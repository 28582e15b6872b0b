/** As little of Postgres's protocol as the bench needs: statements as text, one value back. */
import { connect, type Socket } from 'node:net';

interface Waiting {
  readonly text: string;
  readonly resolve: (value: string) => void;
  readonly reject: (error: Error) => void;
}

const READY = 0x5a;
const ROW = 0x44;
const FAULT = 0x45;

/** One connection, one statement at a time. */
class Connection {
  readonly #socket: Socket;
  readonly #idle: (connection: Connection) => void;
  #bytes: Buffer = Buffer.alloc(0);
  #current: Waiting | undefined;
  #value = '';
  #fault: string | undefined;

  constructor(path: string, idle: (connection: Connection) => void) {
    this.#idle = idle;
    this.#socket = connect(path);
    this.#socket.on('data', (chunk) => this.#read(chunk));
    const settings = Buffer.from('user\0postgres\0database\0postgres\0\0');
    const head = Buffer.alloc(8);
    head.writeInt32BE(settings.length + 8, 0);
    head.writeInt32BE(0x30000, 4);
    this.#socket.write(Buffer.concat([head, settings]));
  }

  run(waiting: Waiting): void {
    this.#current = waiting;
    const text = Buffer.from(`Q....${waiting.text}\0`);
    text.writeInt32BE(text.length - 1, 1);
    this.#socket.write(text);
  }

  close(): void {
    this.#socket.destroy();
  }

  #read(chunk: Buffer): void {
    this.#bytes = this.#bytes.length === 0 ? chunk : Buffer.concat([this.#bytes, chunk]);
    while (this.#bytes.length >= 5) {
      const end = 1 + this.#bytes.readInt32BE(1);
      if (this.#bytes.length < end) return;
      this.#message(this.#bytes[0] ?? 0, this.#bytes.subarray(5, end));
      this.#bytes = this.#bytes.subarray(end);
    }
  }

  #message(type: number, body: Buffer): void {
    // a row: how many columns (2 bytes), the length of the first (4), its text
    if (type === ROW) this.#value = body.toString('latin1', 6, 6 + body.readInt32BE(2));
    else if (type === FAULT) this.#fault = body.toString('utf8').replaceAll('\0', ' ');
    else if (type === READY) this.#done();
  }

  #done(): void {
    const { resolve, reject } = this.#current ?? {};
    if (this.#fault) reject?.(new Error(this.#fault));
    else resolve?.(this.#value);
    this.#fault = undefined;
    this.#current = undefined;
    this.#idle(this);
  }
}

export class Pool {
  readonly #all: Connection[];
  readonly #idle: Connection[] = [];
  readonly #waiting: Waiting[] = [];

  /** `first` is run by every connection before anything else. */
  constructor(path: string, size: number, first: string) {
    const fresh = new Set<Connection>();
    const idle = (connection: Connection) => {
      if (fresh.delete(connection)) {
        return connection.run({ text: first, resolve: () => {}, reject: complain });
      }
      const next = this.#waiting.shift();
      if (next) connection.run(next);
      else this.#idle.push(connection);
    };
    this.#all = Array.from({ length: size }, () => new Connection(path, idle));
    for (const connection of this.#all) fresh.add(connection);
  }

  /** The first column of the last row. */
  run(text: string): Promise<string> {
    return new Promise((resolve, reject) => {
      const waiting = { text, resolve, reject };
      const connection = this.#idle.pop();
      if (connection) connection.run(waiting);
      else this.#waiting.push(waiting);
    });
  }

  close(): void {
    for (const connection of this.#all) connection.close();
  }
}

function complain(error: Error): void {
  process.stderr.write(`${error.message}\n`);
}
