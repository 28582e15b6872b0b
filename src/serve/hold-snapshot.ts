/**
 * A snapshot as fresh as whoever asks needs it: the process that owns the store publishes it if it must, and
 * the asker holds it, so that it is not removed while he reads.
 */
import { request } from 'undici';
import { z } from 'zod';
import type { Config } from '../config/config.ts';
import { DaemonError } from '../contract/errors.ts';
import { takeLease } from '../read/publish/leases.ts';
import { askHolder, type ProvenDaemon } from './holder.ts';

/** Of a snapshot that somebody holds. */
export interface HeldSnapshot {
  readonly folder: string;
  readonly release: () => void;
}

const PROBLEM = z.object({
  error: z.object({ message: z.string(), hint: z.string().optional() }),
});
/** Where there is no snapshot yet. */
const LONGEST_AGE_MS = 60_000;
const NOT_OURS: ReadonlySet<number> = new Set([401, 403, 404]);

/**
 * Asks the owner of the store for everything that is older than `maxAgeMs` (0: all that was committed before the
 * call), and holds what is newest then. Throws DaemonError where nobody owns it now, or it cannot be published.
 */
export async function holdFresh(
  daemon: ProvenDaemon,
  { publishDir }: Pick<Config, 'publishDir'>,
  { maxAgeMs, signal }: { readonly maxAgeMs: number; readonly signal: AbortSignal },
): Promise<HeldSnapshot> {
  const { statusCode, body } = await request(`${daemon.address}/publish`, {
    method: 'POST',
    headers: { authorization: `Bearer ${daemon.token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ max_age: maxAgeMs / 1000 }),
    // a first snapshot of a large store takes its time, and says nothing meanwhile
    headersTimeout: 0,
    signal,
  });
  const answer: unknown = await body.json().catch(() => undefined);
  if (statusCode !== 200) throw unpublished(statusCode, answer);
  const lease = takeLease(publishDir);
  if (lease) return lease;
  throw new DaemonError('snapshot-missing', `there is no snapshot in ${publishDir}`, {
    hint: 'GGR_PUBLISH_DIR must name the same folder for the daemon and for whoever reads',
  });
}

/**
 * The same for a process that asks again and again: who owns the store proves it each time. The port of one that
 * ended may be anybody's by the next question, and with it the token would go there.
 */
export function makeHold(config: Pick<Config, 'warehouse' | 'serve' | 'publishDir'>) {
  return async (maxAgeMs: number, signal: AbortSignal): Promise<HeldSnapshot> => {
    // whatever there is: also while nobody owns the store
    const any = maxAgeMs === Number.POSITIVE_INFINITY ? takeLease(config.publishDir) : undefined;
    if (any) return any;
    const asked = { maxAgeMs: Math.min(maxAgeMs, LONGEST_AGE_MS), signal };
    return holdFresh(await findOwner(config), config, asked);
  };
}

async function findOwner(config: Pick<Config, 'warehouse' | 'serve'>): Promise<ProvenDaemon> {
  const { daemon, doubt } = await askHolder(config);
  if (daemon) return daemon;
  const says = doubt ? `: ${doubt.says}` : '';
  throw new DaemonError(
    'daemon-gone',
    `no process of \`ggr serve\` has the store ${config.warehouse}, so nobody can say how fresh a snapshot is${says}`,
    { hint: doubt?.hint ?? 'start `ggr serve warehouse`, or ask again when it has started' },
  );
}

function unpublished(status: number, answer: unknown): DaemonError {
  const { error } = PROBLEM.safeParse(answer).data ?? {};
  const code = NOT_OURS.has(status) ? 'daemon-refuses' : 'snapshot-missing';
  return new DaemonError(
    code,
    `no snapshot was published: ${error?.message ?? `it answered ${status}`}`,
    { hint: error?.hint ?? '`ggr status` and the log of `ggr serve` say what is wrong' },
  );
}
