/** A client of Postgres' protocol that says exactly what a test says, and shows every message that comes. */
import { createHash, createHmac, pbkdf2Sync } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import { type ConnectionOptions, connect as connectTls } from 'node:tls';

export interface Said {
  readonly type: string;
  readonly body: Buffer;
}

const int16 = (n: number) => {
  const bytes = Buffer.alloc(2);
  bytes.writeInt16BE(n);
  return bytes;
};
export const int32 = (n: number) => {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(n);
  return bytes;
};
const text = (value: string) => Buffer.from(`${value}\0`);
const hmac = (key: Uint8Array, value: string) => createHmac('sha256', key).update(value).digest();

export interface Binding {
  readonly portal?: string;
  readonly statement?: string;
  readonly values?: readonly (string | Buffer | null)[];
  /** 1: binary. */
  readonly forms?: readonly number[];
  readonly results?: readonly number[];
}

export class WireClient {
  #socket: Socket;
  #rest = Buffer.alloc(0);
  #said: Said[] = [];
  #isOver = false;
  #wake = () => {};
  key = { pid: 0, secret: 0 };
  readonly settings = new Map<string, string>();

  private constructor(socket: Socket) {
    this.#socket = socket;
    this.#listen();
  }

  /** Connected, and nothing said yet. */
  static async open(port: number): Promise<WireClient> {
    const socket = connect(port, '127.0.0.1');
    await new Promise<void>((resolve, reject) =>
      socket.once('connect', resolve).once('error', reject),
    );
    return new WireClient(socket);
  }

  /** Started, and ready for a query. Throws the server's error. */
  static async start(port: number, password: string, settings: Record<string, string> = {}) {
    const client = await WireClient.open(port);
    await client.start(password, settings);
    return client;
  }

  async start(password: string, settings: Record<string, string> = {}): Promise<void> {
    const pairs = Object.entries({ user: 'tester', database: 'ggr', ...settings }).flat();
    this.startUp(Buffer.concat([int32(196608), ...pairs.map(text), Buffer.from([0])]));
    const offered = await this.next();
    if (offered.type === 'E') throw new Error(fieldsOf(offered).C);
    const bare = 'n=,r=abcdefgh';
    const first = Buffer.from(`n,,${bare}`);
    this.send('p', text('SCRAM-SHA-256'), int32(first.length), first);
    const challenge = (await this.next()).body.subarray(4).toString();
    const [nonce = '', salt = '', rounds = ''] = challenge.split(',').map((part) => part.slice(2));
    const salted = pbkdf2Sync(password, Buffer.from(salt, 'base64'), Number(rounds), 32, 'sha256');
    const key = hmac(salted, 'Client Key');
    const without = `c=biws,r=${nonce}`;
    const signed = `${bare},${challenge},${without}`;
    const signature = hmac(createHash('sha256').update(key).digest(), signed);
    const proof = Buffer.from(key.map((byte, i) => byte ^ (signature[i] ?? 0))).toString('base64');
    this.send('p', Buffer.from(`${without},p=${proof}`));
    for (let said = await this.next(); said.type !== 'Z'; said = await this.next()) {
      if (said.type === 'E') throw new Error(fieldsOf(said).C);
      if (said.type === 'K')
        this.key = { pid: said.body.readInt32BE(0), secret: said.body.readInt32BE(4) };
      if (said.type === 'S')
        this.settings.set(...(said.body.toString().split('\0') as [string, string]));
      const isFinal = said.type === 'R' && said.body.readInt32BE(0) === 12;
      const proved = `v=${hmac(hmac(salted, 'Server Key'), signed).toString('base64')}`;
      if (isFinal && said.body.subarray(4).toString() !== proved)
        throw new Error('the server is another');
    }
  }

  startUp(body: Buffer): void {
    this.#socket.write(Buffer.concat([int32(body.length + 4), body]));
  }

  /** Asks for TLS; true where it is spoken from here on. */
  async secure(options: ConnectionOptions = {}): Promise<boolean> {
    this.#socket.removeAllListeners('data');
    this.startUp(int32(80877103));
    const answer = await new Promise<Buffer>((resolve) => this.#socket.once('data', resolve));
    if (answer.toString() === 'S') {
      const socket = connectTls({ socket: this.#socket, ...options });
      await new Promise((resolve, reject) =>
        socket.once('secureConnect', resolve).once('error', reject),
      );
      this.#socket = socket;
    }
    this.#listen();
    return answer.toString() === 'S';
  }

  send(type: string, ...parts: readonly Buffer[]): void {
    const body = Buffer.concat(parts);
    this.#socket.write(Buffer.concat([Buffer.from(type), int32(body.length + 4), body]));
  }

  parse(query: string, name = '', oids: readonly number[] = []): void {
    this.send('P', text(name), text(query), int16(oids.length), ...oids.map(int32));
  }

  bind({ portal = '', statement = '', values = [], forms = [], results = [] }: Binding = {}): void {
    const cells = values.flatMap((value) =>
      value === null ? [int32(-1)] : [int32(Buffer.byteLength(value)), Buffer.from(value)],
    );
    const [formats, wanted] = [forms.map(int16), results.map(int16)];
    this.send(
      'B',
      text(portal),
      text(statement),
      int16(forms.length),
      ...formats,
      int16(values.length),
      ...cells,
      int16(results.length),
      ...wanted,
    );
  }

  describe(what: 'S' | 'P', name = ''): void {
    this.send('D', Buffer.from(what), text(name));
  }

  execute(most = 0, portal = ''): void {
    this.send('E', text(portal), int32(most));
  }

  /** Sends a Sync, and resolves with what came up to its ReadyForQuery. */
  sync(): Promise<Said[]> {
    this.send('S');
    return this.untilReady();
  }

  /** One simple query and all that it is answered. */
  query(statement: string): Promise<Said[]> {
    this.send('Q', text(statement));
    return this.untilReady();
  }

  async untilReady(): Promise<Said[]> {
    const all: Said[] = [];
    for (;;) {
      const said = await this.next();
      all.push(said);
      if (said.type === 'Z') return all;
    }
  }

  /** Throws where the server has closed the connection. */
  async next(): Promise<Said> {
    for (;;) {
      const said = this.#said.shift();
      if (said) return said;
      if (this.#isOver) throw new Error('the server has closed the connection');
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  /** Reads nothing any more, and stays. */
  pause(): void {
    this.#socket.pause();
  }

  close(): void {
    this.#socket.destroy();
  }

  #listen(): void {
    this.#socket.on('data', (chunk: Buffer) => this.#take(chunk));
    const over = () => {
      this.#isOver = true;
      this.#wake();
    };
    this.#socket.on('close', over).on('error', over);
  }

  #take(chunk: Buffer): void {
    this.#rest = Buffer.concat([this.#rest, chunk]);
    while (this.#rest.length >= 5) {
      const length = this.#rest.readInt32BE(1) + 1;
      if (this.#rest.length < length) break;
      this.#said.push({
        type: String.fromCharCode(this.#rest[0] ?? 0),
        body: this.#rest.subarray(5, length),
      });
      this.#rest = this.#rest.subarray(length);
    }
    this.#wake();
  }
}

/** The letters of an answer, such as TDCZ. */
export const lettersOf = (said: readonly Said[]) => said.map(({ type }) => type).join('');

/** Fields of an error by their letters. */
export function fieldsOf({ body }: Said): Record<string, string> {
  const parts = body.toString().split('\0').filter(Boolean);
  return Object.fromEntries(parts.map((part) => [part.slice(0, 1), part.slice(1)]));
}

export function errorOf(said: readonly Said[]): Record<string, string> {
  const error = said.find(({ type }) => type === 'E');
  return error ? fieldsOf(error) : {};
}

/** Cells of the rows among them. */
export function cellsOf(said: readonly Said[]): (Buffer | null)[][] {
  return said
    .filter(({ type }) => type === 'D')
    .map(({ body }) => {
      const cells: (Buffer | null)[] = [];
      let at = 2;
      for (let i = 0; i < body.readInt16BE(0); i += 1) {
        const length = body.readInt32BE(at);
        at += 4;
        cells.push(length < 0 ? null : body.subarray(at, at + length));
        at += Math.max(0, length);
      }
      return cells;
    });
}

export const textsOf = (said: readonly Said[]) =>
  cellsOf(said).map((row) => row.map((cell) => cell?.toString() ?? null));

/** Texts of the messages of one type, such as C: what was done. */
export const saidBy = (said: readonly Said[], letter: string) =>
  said.filter(({ type }) => type === letter).map(({ body }) => body.toString().replace(/\0$/, ''));
