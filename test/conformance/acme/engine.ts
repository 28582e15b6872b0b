/** ggr's own commands with Acme in the catalogue, on a fresh store and by a clock of the test's own. */
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { makeProgram } from '../../../src/cli/program.ts';
import { loadConfig } from '../../../src/config/config.ts';
import type { Session } from '../../../src/serve/session.ts';
import { temporaryFolder } from '../../support/ggr.ts';
import { catalogue } from './catalogue.ts';
import { type AcmeVendor, startAcmeVendor } from './server.ts';

export interface Told {
  readonly code: number;
  /** The one document that the command printed. */
  readonly document: unknown;
  readonly notes: string;
}

/** The variables that point ggr at a bundled Acme. */
export function acmeSettings(vendor: Pick<AcmeVendor, 'url' | 'operator' | 'token'>) {
  return {
    GGR_ACME_URL: vendor.url,
    GGR_ACME_OPERATOR: vendor.operator,
    GGR_ACME_TOKEN: vendor.token,
    GGR_ACME_CURRENCY: 'USD',
    GGR_ACME_REQUESTS_PER_SECOND: '1000',
  };
}

/** Starts Acme and gives a way to run commands; both end with the test. Instants in epoch ms. */
export async function openAcme(options: { readonly from: number; readonly now: number }) {
  const clock = { now: options.now };
  const vendor = await startAcmeVendor({ from: options.from, now: () => clock.now });
  onTestFinished(() => vendor.close());
  const env = {
    GGR_WAREHOUSE: join(temporaryFolder(), 'ggr.duckdb'),
    GGR_SYNC_START: new Date(options.from).toISOString(),
    ...acmeSettings(vendor),
  };
  /** Runs a command line; `settings` beside or in place of those of the bundled Acme. */
  const ggr = async (args: readonly string[], settings: object = {}): Promise<Told> => {
    const notes: string[] = [];
    const said: string[] = [];
    const session: Session = {
      config: loadConfig(catalogue.vendors, {
        streams: catalogue.streams,
        env: { ...env, ...settings },
        folder: '/nonexistent',
      }),
      catalogue,
      user: 'tester',
      terminal: {
        out: (text) => void said.push(text),
        note: (text) => void notes.push(text),
        isWatched: false,
      },
      now: () => clock.now,
      signal: new AbortController().signal,
    };
    let code = 0;
    const run = async (work: (session: Session) => Promise<number> | number) => {
      code = await work(session);
    };
    const runForClient = () => Promise.reject(new Error('there is no daemon'));
    const line = { catalogue, run, runOnStore: run, runHere: run, runForClient };
    const program = makeProgram(line, true);
    await program.parseAsync([...args, '--json'], { from: 'user' });
    return { code, document: JSON.parse(said.join('\n')), notes: notes.join('\n') };
  };
  return {
    clock,
    vendor,
    ggr,
    query: async (sql: string) => (await ggr(['query', sql])).document,
  };
}
