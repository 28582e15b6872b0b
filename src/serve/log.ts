/** The daemon's log: JSON lines on stderr, without secrets and without the query part of an address. */
import pino from 'pino';
import { withoutSecrets } from '../contract/secrets.ts';
import { visibleJson } from '../transform/visible.ts';

export type Log = pino.Logger;

export function openLog(level: string): Log {
  const stderr = pino.destination({ fd: 2, sync: true });
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      redact: ['authorization', '*.authorization', '*.headers.authorization', '*.token'],
    },
    { write: (line) => stderr.write(visibleJson(withoutSecrets(line))) },
  );
}
