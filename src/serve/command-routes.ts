/** The private routes by which commands run in the daemon (docs/decisions/0008). */
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { VERSION } from '../config/version.ts';
import { UsageError } from '../contract/errors.ts';
import { REPLY_LIMIT } from './body-limits.ts';
import { differences, fingerprints } from './fingerprints.ts';
import type { Log } from './log.ts';
import { problem } from './problem.ts';
import { RemoteCommand } from './remote-command.ts';
import type { Host, Session } from './session.ts';
import type { CommandRequest, Reply } from './wire.ts';

/** Runs a command line in a session, says everything on its terminal, never throws. */
export type RunCommand = (argv: readonly string[], session: Session) => Promise<number>;

export interface CommandRoutesOptions {
  readonly runCommand: RunCommand;
  readonly host: Host;
  readonly session: Pick<Session, 'config' | 'catalogue' | 'now' | 'user'>;
  readonly token: string;
  readonly log: Log;
  readonly beforeRead: () => Promise<void>;
  /** The commands that run now; the daemon ends them when it ends. */
  readonly running: Map<string, RemoteCommand>;
}

/** Commands that tell what is wrong, or do not read the store: a part that cannot ship ends none of them. */
const TELLING: ReadonlySet<string> = new Set(['status', 'doctor', 'wallet']);

const LONGEST_USER = 256;

const REQUEST = z.object({
  version: z.string(),
  argv: z.array(z.string()).min(1).max(1000),
  can_ask: z.boolean(),
  is_watched: z.boolean().optional(),
  user: z.string().min(1).max(LONGEST_USER).optional(),
  settings: z.record(z.string(), z.string()),
});
const REPLY = z.object({
  interrupt: z.literal(true).optional(),
  answer: z.string().optional(),
  refusal: z.string().optional(),
  hint: z.string().optional(),
});

export function addCommandRoutes(app: FastifyInstance, options: CommandRoutesOptions): void {
  const { running } = options;
  app.post('/commands', async (request, reply) => {
    const asked: CommandRequest = parseBody(REQUEST, request.body);
    if (asked.version !== VERSION) {
      const message = `the daemon runs ggr ${VERSION}, the command is of ggr ${asked.version}`;
      const hint = 'use the same version for both: start `ggr serve` again after an upgrade';
      return reply.code(409).send(problem('daemon-version', message, hint));
    }
    await options.beforeRead().catch((error: unknown) => {
      if (!TELLING.has(asked.argv[0] ?? '')) throw error;
    });
    reply.hijack();
    if (reply.raw.destroyed) return; // its client went meanwhile, and takes it along
    const { can_ask: canAsk, is_watched: isWatched = false } = asked;
    const command = new RemoteCommand(reply.raw, { canAsk, isWatched });
    command.name = asked.argv[0] ?? '';
    running.set(command.id, command);
    const log = options.log.child({ command: asked.argv[0] });
    log.info('begins');
    const exit = await run(command, asked, options);
    running.delete(command.id);
    command.end(exit);
    log.info({ exit }, 'ends');
  });
  app.post<{ Params: { id: string } }>(
    '/commands/:id',
    { bodyLimit: REPLY_LIMIT },
    async (request, reply) => {
      const answer: Reply = parseBody(REPLY, request.body);
      const command = running.get(request.params.id);
      if (!command) return reply.code(404).send(problem('not-found', 'no such command runs'));
      if (!command.take(answer)) {
        return reply.code(409).send(problem('not-asked', 'the command has asked nothing'));
      }
      return { taken: true };
    },
  );
}

async function run(
  command: RemoteCommand,
  asked: CommandRequest,
  { runCommand, host, session, token }: CommandRoutesOptions,
): Promise<number> {
  const differing = differences(asked.settings, fingerprints(session.config, token));
  if (differing.length > 0) {
    command.terminal.note(
      `the daemon's configuration counts; here it differs in ${differing.join(', ')}`,
    );
  }
  return runCommand(asked.argv, {
    ...session,
    terminal: command.terminal,
    signal: command.signal,
    user: asked.user ?? 'a client that gave no name',
    host: {
      ...host,
      readInput: (path) => command.readInput(path),
    },
  });
}

/** Checks a body; throws UsageError, which is answered with 400. */
export function parseBody<T extends z.ZodType>(schema: T, body: unknown): z.infer<T> {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new UsageError(
    `the body is wrong at ${issue?.path.join('.') || 'its root'}: ${issue?.message}`,
  );
}
