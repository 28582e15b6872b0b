/** Closing a listener whose clients keep their connections open. */
import type { FastifyInstance } from 'fastify';

/** Answers that nobody reads are cut off after this. */
const LONGEST_CLOSE_MS = 5000;

/** Answers what was taken, and closes connections as they become idle. */
export async function closeServer(app: FastifyInstance): Promise<void> {
  const { server } = app;
  const sweep = setInterval(() => server.closeIdleConnections(), 50);
  const cut = setTimeout(() => server.closeAllConnections(), LONGEST_CLOSE_MS);
  try {
    await app.close();
  } finally {
    clearInterval(sweep);
    clearTimeout(cut);
  }
}
