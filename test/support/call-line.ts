/** Runs a command line in this process: the same program, settings, output and exit code, no start of Node. */
import { catalogue } from '../../src/catalogue.ts';
import { makeProgram } from '../../src/cli/program.ts';
import { runLine } from '../../src/cli/run-line.ts';
import { loadConfig, type Needs, refuseProblems } from '../../src/config/config.ts';
import type { Terminal } from '../../src/serve/session.ts';

export interface CallOptions {
  readonly env: Readonly<Record<string, string>>;
  readonly folder: string;
}

export async function callLine(args: readonly string[], { env, folder }: CallOptions) {
  let stdout = '';
  let stderr = '';
  const terminal: Terminal = {
    out: (text) => {
      stdout += `${text}\n`;
    },
    note: (text) => {
      stderr += `${text}\n`;
    },
    isWatched: false,
  };
  const { signal } = new AbortController();
  const open = (needs: Needs) => {
    const config = loadConfig(catalogue.vendors, { streams: catalogue.streams, env, folder });
    refuseProblems(config, needs);
    return { config, catalogue, user: 'tester', terminal, now: Date.now, signal };
  };
  const code = await runLine({ catalogue, args, terminal, open, program: makeProgram });
  return { code, signal: null, stdout, stderr };
}
