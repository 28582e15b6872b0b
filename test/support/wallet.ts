/** A wallet behind real HTTP, with its journal in a folder of its own. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { request } from 'undici';
import { closeServer } from '../../src/wallet/close-server.ts';
import type { SessionRequest } from '../../src/wallet/operations.ts';
import { gameSide } from '../../src/wallet/server.ts';
import { Wallet } from '../../src/wallet/wallet.ts';

export const TOKEN = 'unguessable_0123456789';

/** Makes a journal one that a ggr before acts and checksums wrote. */
export const TO_SCHEMA_2 = `
  drop table acts; drop index ids_again; drop index keys_again; drop index players_again;
  drop index sessions_again; drop index balances_again; alter table players drop column act;
  alter table players drop column check_sum; alter table sessions drop column act;
  alter table sessions drop column check_sum; alter table balances drop column check_sum;
  pragma user_version = 2;`;

export interface Reply {
  readonly status: number;
  readonly text: string;
  /** The answer without its `time`, the one field in which a repeat may differ. */
  readonly untimed: string;
  readonly body: { readonly [field: string]: unknown };
}

export class TestWallet {
  readonly folder: string;
  readonly path: string;
  nowMs = Date.UTC(2025, 2, 1, 12, 0, 0);
  wallet!: Wallet;
  #app!: ReturnType<typeof gameSide>;
  #url = '';

  private constructor(folder: string) {
    this.folder = folder;
    this.path = join(folder, 'wallet.sqlite');
  }

  static async start(): Promise<TestWallet> {
    const test = new TestWallet(mkdtempSync(join(tmpdir(), 'ggr-wallet-')));
    await test.open();
    return test;
  }

  async open(
    allowIps: readonly string[] = [],
    token = TOKEN,
    requestTimeoutMs?: number,
  ): Promise<void> {
    const now = () => this.nowMs;
    this.wallet = await Wallet.open({ path: this.path, warehouse: undefined, now });
    this.#app = gameSide({
      wallet: () => this.wallet,
      token,
      allowIps,
      zone: 'UTC',
      now,
      ...(requestTimeoutMs !== undefined && { requestTimeoutMs }),
      onError: () => {},
    });
    await this.#app.listen({ host: '127.0.0.1', port: 0 });
    const address = this.#app.server.address();
    this.#url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
  }

  async close(): Promise<void> {
    await closeServer(this.#app);
    await this.wallet.close();
  }

  async restart(): Promise<void> {
    await this.close();
    await this.open();
  }

  async remove(): Promise<void> {
    await this.close();
    rmSync(this.folder, { recursive: true });
  }

  /** Whether it is open still or a test has closed it. */
  async discard(): Promise<void> {
    await this.close().catch(() => {});
    rmSync(this.folder, { recursive: true, force: true });
  }

  get listener(): ReturnType<typeof gameSide> {
    return this.#app;
  }

  get url(): string {
    return this.#url;
  }

  /** Sends text as a body, or an object as JSON; bigints go out digit for digit. */
  async send(body: string | object, path = `/wallet/${TOKEN}`): Promise<Reply> {
    const payload = typeof body === 'string' ? body : json(body);
    const reply = await request(`${this.#url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: payload,
    });
    const text = await reply.body.text();
    return {
      status: reply.statusCode,
      text,
      untimed: text.replace(/"time":"[^"]*"/, ''),
      body: parse(text),
    };
  }

  async openSession(session: Partial<SessionRequest> = {}): Promise<void> {
    const asked = { code: 's1', playerId: 'p1', currency: 'EUR', expiresAt: null, ...session };
    await this.wallet.call('openSession', asked);
  }

  async closeSession(code: string): Promise<void> {
    await this.wallet.call('closeSession', code);
  }

  async block(playerId: string, isBlocked = true): Promise<void> {
    await this.wallet.call('block', { playerId, isBlocked });
  }

  async deposit(amount: bigint, playerId = 'p1', currency = 'EUR'): Promise<void> {
    const key = `deposit-${this.wallet.journal.end.seq}`;
    await this.wallet.call('transfer', { playerId, currency, amount, key });
  }

  /** The credit in cents, as the game asks for it. */
  async credit(code = 's1'): Promise<number> {
    return (await this.send({ code, type: 'credit' })).body.credit as number;
  }

  /** Every entry of the journal, oldest first. */
  get entries() {
    return this.wallet.journal.entriesAfter(0n, 1_000_000);
  }
}

function json(body: object): string {
  const pairs = Object.entries(body).map(
    ([name, value]) => `"${name}":${typeof value === 'bigint' ? value : JSON.stringify(value)}`,
  );
  return `{${pairs.join(',')}}`;
}

function parse(text: string): Reply['body'] {
  return text === '' ? {} : JSON.parse(text);
}
