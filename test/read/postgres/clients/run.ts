/** Runs a client's program; one that is not installed fails with what installs it. */
import { spawn } from 'node:child_process';
import { TOKEN } from '../../../support/postgres.ts';

export interface Ran {
  readonly out: string;
  readonly err: string;
  readonly code: number | null;
}

export interface Running {
  readonly input?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
}

export function run(command: string, args: readonly string[], running: Running = {}): Promise<Ran> {
  const { input = '', env, cwd } = running;
  const child = spawn(command, args, {
    env: { PATH: process.env.PATH ?? '', LANG: 'C.UTF-8', PGPASSWORD: TOKEN, ...env },
    ...(cwd !== undefined && { cwd }),
  });
  const said = { out: '', err: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    said.out += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said.err += text;
  });
  child.stdin.on('error', () => {}).end(input);
  return new Promise((resolve, reject) => {
    child.once('error', () =>
      reject(new Error(`${command} is missing: run .ci/install-clients.sh as root`)),
    );
    child.once('close', (code) => resolve({ ...said, code }));
  });
}
