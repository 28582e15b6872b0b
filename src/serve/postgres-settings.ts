/** What the readers' part needs to answer Postgres clients: their port, their password, the certificate's files read. */
import { readFileSync } from 'node:fs';
import type { Config } from '../config/config.ts';
import { ConfigError } from '../contract/errors.ts';
import type { PostgresOptions } from '../read/postgres/server.ts';

export type PostgresSettings = Pick<PostgresOptions, 'host' | 'port' | 'token' | 'tls'>;

/** Undefined where no port is set. Throws ConfigError where certificate and key are not both there to read. */
export function postgresSettings(
  { serve }: Pick<Config, 'serve'>,
  token: string,
): PostgresSettings | undefined {
  if (!serve.postgres) return undefined;
  const { host, port, cert, key } = serve.postgres;
  if (cert === undefined && key === undefined) return { host, port, token };
  if (cert === undefined || key === undefined) {
    throw new ConfigError('GGR_PG_CERT and GGR_PG_KEY belong together: one of them is not set', {
      hint: 'set both, or neither',
    });
  }
  const tls = { cert: readPem('GGR_PG_CERT', cert), key: readPem('GGR_PG_KEY', key) };
  return { host, port, token, tls };
}

function readPem(name: string, path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new ConfigError(`${name}: ${path} cannot be read`, {
      hint: 'name a PEM file that the user of the daemon can read',
      cause,
    });
  }
}
