/** The daemon's log: JSON lines on stderr, without secrets and without the query part of an address. */
import pino from 'pino';

export type Log = pino.Logger;

export function openLog(level: string): Log {
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      redact: ['authorization', '*.authorization', '*.headers.authorization', '*.token'],
    },
    pino.destination({ fd: 2, sync: true }),
  );
}
