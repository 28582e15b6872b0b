/** Opening the internal address. */
import { once } from 'node:events';
import type { AddressInfo, Server } from 'node:net';
import type { Config } from '../config/config.ts';
import { DaemonError } from '../contract/errors.ts';
import { askHolder } from './holder.ts';

const EVERYWHERE: Readonly<Record<string, string>> = { '0.0.0.0': '127.0.0.1', '::': '[::1]' };

/** Listens; returns the address under which this machine reaches it. Throws DaemonError. */
export async function listen(server: Server, config: Config): Promise<string> {
  const { host, port } = config.serve;
  try {
    server.listen({ host, port });
    await once(server, 'listening');
    // a connection that could not be taken, such as where files run out, is no end of all the others
    server.on('error', () => {});
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const { daemon } = await askHolder(config);
    if (daemon) {
      throw new DaemonError(
        'daemon-port',
        `the warehouse ${config.warehouse} is held by ggr serve (process ${daemon.pid}), which answers on ${daemon.address}`,
        { hint: '`ggr status` asks it; end it before you start another', cause: error },
      );
    }
    throw new DaemonError(
      'daemon-port',
      `${host} port ${port} (GGR_HOST, GGR_PORT) cannot be listened on: ${code ?? 'refused'}`,
      { hint: 'set GGR_PORT to a free port, or end what listens there', cause: error },
    );
  }
  const { address, port: taken, family } = server.address() as AddressInfo;
  const named = EVERYWHERE[address] ?? (family === 'IPv6' ? `[${address}]` : address);
  return `http://${named}:${taken}`;
}
