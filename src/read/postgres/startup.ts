/** How a client begins: TLS, a cancel of another connection's statement, or a start with its password. */
import { once } from 'node:events';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { type SecureContext, TLSSocket } from 'node:tls';
import { WireError } from './errors.ts';
import { Fields, Inbox, LARGEST_START } from './inbox.ts';
import { Outbox } from './outbox.ts';
import { MECHANISM, type Verifier } from './scram.ts';

const CODES = { protocol: 3, cancel: 80877102, tls: 80877103, gssapi: 80877104 } as const;
/** The one database there is: its schemas are those of the store. */
export const DATABASE = 'ggr';

export interface Key {
  readonly pid: number;
  readonly secret: number;
}

export interface Line {
  readonly socket: Duplex;
  readonly inbox: Inbox;
  readonly outbox: Outbox;
}

export type Start =
  | { readonly cancel: Key }
  | { readonly line: Line; readonly settings: ReadonlyMap<string, string> };

export interface Lobby {
  readonly verifier: Verifier;
  readonly tls: SecureContext | undefined;
  /** Aborted when the client has left, takes too long, or the daemon stops. */
  readonly signal: AbortSignal;
  readonly onGone: () => void;
}

/** Undefined where the client left. Throws WireError; the line to tell it on is `open` at that moment. */
export async function receiveStart(
  socket: Socket,
  lobby: Lobby,
  open: (line: Line) => void,
): Promise<Start | undefined> {
  let line = lineOf(socket, lobby.onGone);
  open(line);
  for (;;) {
    const packet = await line.inbox.nextStart();
    if (!packet) return undefined;
    const fields = new Fields(packet.body);
    const code = fields.int32();
    if (code === CODES.cancel) return { cancel: { pid: fields.int32(), secret: fields.int32() } };
    if (code === CODES.tls || code === CODES.gssapi) {
      const isWelcome =
        code === CODES.tls && lobby.tls !== undefined && !(line.socket instanceof TLSSocket);
      line.socket.write(isWelcome ? 'S' : 'N');
      if (!isWelcome) continue;
      line = await secure(socket, line, lobby);
      open(line);
      continue;
    }
    if (code >> 16 !== CODES.protocol) {
      throw new WireError(
        '08P01',
        `protocol ${code >> 16}.${code & 0xffff} is not spoken here; 3.0 is`,
        { fatal: true },
      );
    }
    const settings = readSettings(fields);
    negotiate(line.outbox, code & 0xffff, settings);
    await authenticate(line, lobby);
    refuseOther(settings);
    return { line, settings };
  }
}

function lineOf(socket: Duplex, onGone: () => void): Line {
  return { socket, inbox: new Inbox(socket, onGone), outbox: new Outbox(socket) };
}

async function secure(socket: Socket, plain: Line, { tls, signal, onGone }: Lobby): Promise<Line> {
  // what came before the secret began would be taken for a part of it (CVE-2021-23214)
  if (plain.inbox.size > 0)
    throw new WireError('08P01', 'plain text came after the request for TLS', { fatal: true });
  plain.inbox.leave();
  const secured = new TLSSocket(socket, { isServer: true, ...(tls && { secureContext: tls }) });
  const line = lineOf(secured, onGone);
  await once(secured, 'secure', { signal });
  return line;
}

function readSettings(fields: Fields): Map<string, string> {
  const settings = new Map<string, string>();
  for (let name = fields.text(); name !== ''; name = fields.isAtEnd ? '' : fields.text()) {
    settings.set(name.toLowerCase(), fields.text());
  }
  return settings;
}

/** Clients of newer versions ask for more than 3.0: they are told what there is. */
function negotiate(outbox: Outbox, minor: number, settings: ReadonlyMap<string, string>): void {
  const unknown = [...settings.keys()].filter((name) => name.startsWith('_pq_.'));
  if (minor === 0 && unknown.length === 0) return;
  outbox
    .begin('v')
    .int32(CODES.protocol << 16)
    .int32(unknown.length);
  for (const name of unknown) outbox.text(name);
  outbox.end();
}

const AUTHENTICATION = { ok: 0, sasl: 10, goOn: 11, done: 12 } as const;

async function authenticate({ inbox, outbox }: Line, { verifier, signal }: Lobby): Promise<void> {
  const answer = async () => {
    await outbox.flush(signal);
    const message = await inbox.next(LARGEST_START);
    if (message?.type === 'p') return message.body;
    throw new WireError('08P01', 'a password is expected', { fatal: true });
  };
  outbox.begin('R').int32(AUTHENTICATION.sasl).text(MECHANISM).text('').end();
  const first = new Fields(await answer());
  const mechanism = first.text();
  if (mechanism !== MECHANISM)
    throw new WireError('28000', `only ${MECHANISM} is spoken here`, { fatal: true });
  const { challenge, prove } = verifier.begin(first.bytes(first.int32()).toString());
  outbox.begin('R').int32(AUTHENTICATION.goOn).bytes(Buffer.from(challenge)).end();
  const proof = prove((await answer()).toString());
  outbox.begin('R').int32(AUTHENTICATION.done).bytes(Buffer.from(proof)).end();
  outbox.begin('R').int32(AUTHENTICATION.ok).end();
}

function refuseOther(settings: ReadonlyMap<string, string>): void {
  const database = settings.get('database') ?? settings.get('user');
  if (database !== DATABASE) {
    throw new WireError('3D000', `there is one database here, and it is called ${DATABASE}`, {
      hint: `connect with dbname=${DATABASE}`,
      fatal: true,
    });
  }
  if (settings.has('replication') && !/^(false|off|0)$/.test(settings.get('replication') ?? '')) {
    throw new WireError('0A000', 'replication is not spoken here', { fatal: true });
  }
}
