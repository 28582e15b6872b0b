/** Closing a listener whose clients keep their connections open. */
import type { FastifyInstance } from 'fastify';

const SWEEP_EVERY_MS = 50;
/** Answers that nobody reads are cut off after this many sweeps, five seconds. */
const MOST_SWEEPS = 100;

/** Answers what was taken, and closes connections as they become idle. */
export async function closeServer(app: FastifyInstance): Promise<void> {
  const { server } = app;
  let sweeps = 0;
  // Counted and not timed: of a process that stood still for seconds the first thing must not be the cut.
  const sweep = setInterval(() => {
    sweeps += 1;
    if (sweeps < MOST_SWEEPS) server.closeIdleConnections();
    else server.closeAllConnections();
  }, SWEEP_EVERY_MS);
  try {
    await app.close();
  } finally {
    clearInterval(sweep);
  }
}
