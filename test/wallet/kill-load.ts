/** Players who play through a wallet that may die at any moment, and remember what they were told. */
import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Pool } from 'undici';

const TOKEN = 'killed_and_risen';
const ENTRY = join(import.meta.dirname, '../support/wallet-process.ts');
const START_CREDIT = 1_000_000;

export class WalletProcess {
  readonly process: ChildProcess;
  readonly pool: Pool;

  private constructor(process: ChildProcess, port: number, connections: number) {
    this.process = process;
    this.pool = new Pool(`http://127.0.0.1:${port}`, { connections });
  }

  /** Starts it; undefined where it was killed first. */
  static async start(folder: string, players: number): Promise<WalletProcess> {
    const child = spawn(process.execPath, [ENTRY, folder, TOKEN, String(players)], {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, UV_THREADPOOL_SIZE: '16' },
    });
    const line = await Promise.race([
      once(createInterface({ input: child.stdout }), 'line'),
      once(child, 'exit').then(([code]) => {
        throw new Error(`the wallet exited ${code}`);
      }),
    ]);
    return new WalletProcess(child, JSON.parse(String(line[0])).port, players);
  }

  /** The answer without its time. Rejects where there is none: the outcome is unknown. */
  async ask(body: string): Promise<string> {
    const reply = await this.pool.request({
      path: `/wallet/${TOKEN}`,
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    });
    return (await reply.body.text()).replace(/"time":"[^"]*"/, '');
  }

  async kill(): Promise<void> {
    const exited = once(this.process, 'exit');
    this.process.kill('SIGKILL');
    await exited;
    await this.pool.destroy();
  }
}

export interface Request {
  readonly body: string;
  /** What it adds to the player's credit where it is accepted. */
  readonly moves: number;
  /** The answer that was given; undefined: none yet. */
  answer: string | undefined;
}

export class Player {
  readonly code: string;
  readonly requests: Request[] = [];
  readonly #first: number;
  #rounds = 0;

  constructor(index: number) {
    this.code = `c${index}`;
    this.#first = index * 1_000_000; // ids are unique within a currency
  }

  /** Plays round after round until the wallet is gone. */
  async play(wallet: WalletProcess): Promise<void> {
    for (;;) {
      for (const request of this.#round()) {
        this.requests.push(request);
        try {
          request.answer = await wallet.ask(request.body);
        } catch {
          return;
        }
      }
    }
  }

  /** What the credit must be when every request has its answer. */
  get credit(): number {
    const accepted = this.requests.filter(({ answer }) => answer?.includes('"result":1'));
    return accepted.reduce((sum, { moves }) => sum + moves, START_CREDIT);
  }

  /** A bet won, a bet cancelled, or a cancel that came before its bet. */
  #round(): Request[] {
    const n = this.#rounds;
    const id = this.#first + n * 2;
    this.#rounds += 1;
    const stake = 1 + (n % 90);
    const bet = this.#request('bet', { id, game: 7, bet: stake }, -stake);
    const cancel = (moves: number) => this.#request('cancel', { id }, moves);
    if (n % 5 === 0) return [bet, cancel(stake)];
    if (n % 7 === 0) return [cancel(0), bet];
    const win = this.#request(
      'win',
      { id: id + 1, game: 7, win: stake * 2, round_id: id },
      stake * 2,
    );
    return [bet, win];
  }

  #request(type: string, fields: object, moves: number): Request {
    return { body: JSON.stringify({ code: this.code, type, ...fields }), moves, answer: undefined };
  }
}
