/**
 * A ClickHouse server or cluster by its official client, which is loaded here and only when one is configured: strict
 * about what goes over the wire (decimals and 64-bit numbers are quoted text both ways) and about who answers.
 */
import { Readable } from 'node:stream';
import type { ClickHouseClient } from '@clickhouse/client';
import { EXIT, GgrError } from '../../contract/errors.ts';

/** `is_deleted` of ReplacingMergeTree without a setting, and no known loss with FINAL over partitions. */
const LEAST_VERSION = [24, 8] as const;
/** Decimals as JSON numbers turned 99999999999999.9999 into 100000000000000. */
const EXACT = {
  output_format_json_quote_decimals: 1,
  output_format_json_quote_64bit_integers: 1,
  output_format_json_quote_64bit_floats: 0,
  session_timezone: 'UTC',
} as const;
const REQUEST_MS = 120_000;
/** Blocks as large as this go straight in; smaller ones are collected by the server. */
const WHOLE_BLOCK = 50_000;

/** ClickHouse did not take something, did not answer, or is not one that we can use. */
export class ClusterError extends GgrError {
  readonly code = 'cluster';
  readonly exitCode = EXIT.unexpected;
}

export type ClusterRow = Readonly<Record<string, string | number | boolean | null>>;

/** How a cluster is reached: its address, or a connection that a test brings (chdb's). */
export type Reach = { readonly url: string } | { readonly connection: object };

export interface Block {
  readonly table: string;
  readonly columns: readonly string[];
  /** JSON arrays, a line each. */
  readonly lines: string;
  readonly rows: number;
  /** The same for the same block: a server that keeps tokens drops the second one. */
  readonly token: string;
}

export class Cluster {
  readonly #client: ClickHouseClient;

  private constructor(client: ClickHouseClient) {
    this.#client = client;
  }

  /** Throws ClusterError where nobody answers, or one who is too old. */
  static async open(reach: Reach): Promise<Cluster> {
    const { createClient } = await import('@clickhouse/client');
    const client = createClient({
      ...reach,
      request_timeout: REQUEST_MS,
      application: 'ggr',
      // faults are thrown; the client's own log would print them once more
      log: { level: 127 },
    } as Parameters<typeof createClient>[0]);
    const cluster = new Cluster(client);
    try {
      await cluster.#refuseOld();
      return cluster;
    } catch (error) {
      await cluster.close();
      throw error;
    }
  }

  async query(text: string): Promise<ClusterRow[]> {
    return asked(async () => {
      const settings = { clickhouse_settings: { ...EXACT } };
      const result = await this.#client.query({ query: text, format: 'JSONEachRow', ...settings });
      return result.json<ClusterRow>();
    });
  }

  /** Runs one statement. */
  async command(text: string): Promise<void> {
    await asked(() => this.#client.command({ query: text }));
  }

  /** Resolves when the server has the rows. */
  async insert({ table, columns, lines, rows, token }: Block): Promise<void> {
    const isSmall = rows < WHOLE_BLOCK;
    await asked(async () => {
      const { stream } = await this.#client.exec({
        query: `insert into ${table} (${columns.join(', ')}) format JSONCompactEachRow`,
        values: Readable.from([lines], { objectMode: false }),
        clickhouse_settings: {
          insert_deduplication_token: token,
          async_insert: isSmall ? 1 : 0,
          wait_for_async_insert: 1,
        },
      });
      for await (const _ of stream); // an answer that nobody reads holds its socket
    });
  }

  close(): Promise<void> {
    return this.#client.close();
  }

  async #refuseOld(): Promise<void> {
    const version = await this.#version();
    const [major = 0, minor = 0] = version.split('.').map(Number);
    const [least, leastMinor] = LEAST_VERSION;
    if (major > least || (major === least && minor >= leastMinor)) return;
    throw new ClusterError(
      `ClickHouse ${version} is too old: ggr needs ${LEAST_VERSION.join('.')} or newer`,
      { hint: 'packages.clickhouse.com has newer ones; Debian 12 has 18.16' },
    );
  }

  /** In TSV and without settings: old servers refuse what they do not know. */
  async #version(): Promise<string> {
    return asked(async () => {
      const result = await this.#client.query({
        query: 'select version()',
        format: 'TabSeparated',
      });
      return (await result.text()).trim();
    });
  }
}

async function asked<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (cause) {
    if (cause instanceof GgrError) throw cause;
    const text = cause instanceof Error ? cause.message : String(cause);
    const code = (cause as { code?: unknown }).code;
    const says = text.split('\n')[0]?.slice(0, 500) || String(code ?? 'no answer');
    throw new ClusterError(`ClickHouse: ${says}`, {
      cause,
      hint: 'look at GGR_CLICKHOUSE_URL and at the server; what waits is sent when it answers',
    });
  }
}

/** A text as a literal. ClickHouse reads backslashes in it. */
export function literal(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
