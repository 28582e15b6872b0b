/** Runs test files in a copy of the repository, in a process group that can be ended whole. */
import { spawn } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { stripVTControlCharacters } from 'node:util';

/**
 * passed     every test did
 * failed     a test did not; `by` says which and why
 * broken     no test failed, and yet the run did: a file that does not load proves nothing
 * hung       the time was over
 */
export type Verdict =
  | { readonly kind: 'passed' }
  | { readonly kind: 'failed'; readonly by: string }
  | { readonly kind: 'broken'; readonly why: string }
  | { readonly kind: 'hung' };

export interface TestRun {
  /** The copy. */
  readonly root: string;
  readonly files: readonly string[];
  readonly limitMs: number;
  readonly signal: AbortSignal;
}

const REPORT = '.mutant-report.json';
/** The packages are linked from the checkout: nothing of a copy may be kept beside them. */
const NO_CACHES = ['--cache=false', '--fsModuleCache=false'];

/** Runs them until the first test fails. Throws the signal's reason where it is interrupted. */
export async function runTests({ root, files, limitMs, signal }: TestRun): Promise<Verdict> {
  const report = join(root, REPORT);
  rmSync(report, { force: true });
  const child = spawn(
    process.execPath,
    [
      join(root, 'node_modules/vitest/vitest.mjs'),
      ...['run', '--bail', '1', '--reporter=json', `--outputFile=${report}`, ...NO_CACHES],
      ...files,
    ],
    { cwd: root, detached: true, stdio: ['ignore', 'ignore', 'pipe'] },
  );
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  const exit = new Promise<number | null>((done) => child.on('close', done));
  const timer = new AbortController();
  const over = sleep(limitMs, 'over', { signal: AbortSignal.any([signal, timer.signal]) }).catch(
    () => 'over',
  );
  const code = await Promise.race([exit, over]);
  timer.abort();
  if (code === 'over') {
    // the group: workers and the processes of the tests go with it
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
    await exit;
    signal.throwIfAborted();
    return { kind: 'hung' };
  }
  return code === 0 ? { kind: 'passed' } : readReport(report, said);
}

interface Report {
  readonly testResults: readonly {
    readonly name: string;
    readonly message: string;
    readonly assertionResults: readonly {
      readonly fullName: string;
      readonly status: string;
      readonly failureMessages: readonly string[];
    }[];
  }[];
}

function readReport(path: string, said: string): Verdict {
  let report: Report;
  try {
    report = JSON.parse(readFileSync(path, 'utf8')) as Report;
  } catch {
    return { kind: 'broken', why: said.trim().split('\n')[0] ?? 'vitest ended without a report' };
  }
  const failed = report.testResults
    .flatMap(({ assertionResults }) => assertionResults)
    .find(({ status }) => status === 'failed');
  if (failed) {
    const [first = ''] = (failed.failureMessages[0] ?? '').split('\n');
    return { kind: 'failed', by: `${failed.fullName}: ${first}` };
  }
  const message = report.testResults.map((file) => file.message).find((text) => text !== '');
  const why = message?.split('\n')[0] ?? firstError(said) ?? 'no test failed, but the run did';
  return { kind: 'broken', why };
}

/** What breaks before any test file, such as a globalSetup, stands in no report. */
function firstError(said: string): string | undefined {
  return stripVTControlCharacters(said)
    .split('\n')
    .find((line) => /^\w*Error: /.test(line));
}
