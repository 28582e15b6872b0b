/** Servers on loopback that do one thing: answer by TLS, by a certificate of the fixtures, or pass on. */
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type RequestListener, request, type Server } from 'node:http';
import { createServer as createTlsServer, type ServerOptions } from 'node:https';
import { type AddressInfo, connect, type Server as NetServer, type Socket } from 'node:net';
import { resolve } from 'node:path';
import { onTestFinished } from 'vitest';

const TLS = resolve(import.meta.dirname, '../fixtures/tls');
/** The path of a certificate or key of the fixtures. */
export const tlsPath = (file: string): string => resolve(TLS, file);
const pem = (file: string) => readFileSync(tlsPath(file), 'utf8');

interface Listening {
  readonly port: number;
  /** Sockets accepted so far. */
  readonly sockets: Socket[];
}

/** Listens on loopback, and ends with all its sockets when the test does. */
export async function listen(server: NetServer): Promise<Listening> {
  const sockets: Socket[] = [];
  server.on('connection', (socket: Socket) => sockets.push(socket));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return { port: (server.address() as AddressInfo).port, sockets };
}

/** An http server. */
export async function serveHttp(answer: RequestListener): Promise<Listening & { server: Server }> {
  const server = createServer(answer);
  return { server, ...(await listen(server)) };
}

/** An https server with a certificate of the fixtures and, unless told otherwise, its whole chain. */
export async function serveTls(
  certificate: string,
  { chain = ['middle.pem'], ...options }: ServerOptions & { chain?: readonly string[] } = {},
  answer: RequestListener = (_, response) => response.end('yes'),
): Promise<Listening & { url: string }> {
  const server = createTlsServer(
    {
      key: pem(`${certificate}.key`),
      cert: [`${certificate}.pem`, ...chain].map(pem).join('\n'),
      ...options,
    },
    answer,
  );
  server.on('tlsClientError', () => {}); // what the client refuses is the client's to say
  const listening = await listen(server);
  return { ...listening, url: `https://localhost:${listening.port}` };
}

interface ProxyOptions {
  /** What `Proxy-Authorization` must be. */
  readonly authorization?: string;
  /** How it refuses every tunnel. */
  readonly status?: number;
}

/** A real proxy: tunnels by CONNECT, and passes on what is addressed as a whole. */
export async function serveProxy({ authorization, status }: ProxyOptions = {}) {
  const asked: string[] = [];
  const isRefused = (given: string | undefined) =>
    authorization !== undefined && given !== authorization;
  const server = createServer((incoming, outgoing) => {
    asked.push(`${incoming.method} ${incoming.url}`);
    if (isRefused(incoming.headers['proxy-authorization'])) {
      outgoing.writeHead(407).end();
      return;
    }
    const { method = '', headers } = incoming;
    const onward = request(incoming.url ?? '', { method, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 0, answer.headers);
      answer.pipe(outgoing);
    });
    onward.on('error', () => outgoing.destroy());
    incoming.pipe(onward);
  });
  server.on('connect', (incoming, client: Socket) => {
    asked.push(`CONNECT ${incoming.url}`);
    client.on('error', () => {});
    const refusal = isRefused(incoming.headers['proxy-authorization']) ? 407 : status;
    if (refusal !== undefined) {
      client.end(`HTTP/1.1 ${refusal} No\r\ncontent-length: 0\r\n\r\n`);
      return;
    }
    const [, host = '', port = ''] = /^(.*):(\d+)$/.exec(incoming.url ?? '') ?? [];
    const target = connect(Number(port), host === 'localhost' ? '127.0.0.1' : host, () => {
      client.write('HTTP/1.1 200 Connected\r\n\r\n');
      target.pipe(client).pipe(target);
    });
    target.on('error', () => client.destroy());
    onTestFinished(() => void target.destroy());
  });
  const { port } = await listen(server);
  return { asked, port, url: `http://127.0.0.1:${port}` };
}
