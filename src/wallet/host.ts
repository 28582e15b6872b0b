/** The main thread's end of the wallet: starts its thread, passes the operator's calls on, stops it. */
import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import { DaemonError } from '../contract/errors.ts';
import type { Micros, WarehouseEnd } from './entries.ts';
import type { IntegrityFault } from './integrity.ts';
import type { Operation, OperationOutcome, OperationRequest, OperatorDesk } from './operations.ts';

export interface WalletThreadOptions {
  readonly journal: { readonly path: string; readonly warehouse: WarehouseEnd | undefined };
  /** After how long a round that stays open is closed; undefined: never. */
  readonly roundTimeout?: Micros;
  /** Where game servers call; undefined: nowhere. */
  readonly listen:
    | {
        readonly host: string;
        readonly port: number;
        readonly token: string;
        readonly allowIps: readonly string[];
        readonly zone: string;
      }
    | undefined;
}

export type ToWallet =
  | { readonly stop: true }
  | { readonly call: number; readonly operation: Operation; readonly request: unknown };

export type FromWallet =
  | { readonly started: Started }
  | { readonly unstarted: string; readonly isPort: boolean }
  | { readonly call: number; readonly outcome: unknown }
  | { readonly call: number; readonly failed: string }
  | { readonly trouble: string }
  | { readonly stopped: true };

interface Started {
  /** The port it listens on. */
  readonly port: number | undefined;
  /** Why it does not serve. */
  readonly faults: readonly IntegrityFault[];
}

export interface WalletWatcher {
  /** A request whose outcome stayed unknown to its caller. */
  readonly trouble: (message: string) => void;
  /** The thread is gone, and nothing is answered any more. */
  readonly died: (message: string) => void;
}

interface Waiting {
  readonly resolve: (outcome: never) => void;
  readonly reject: (error: Error) => void;
}

export class WalletHost implements OperatorDesk {
  readonly port: number | undefined;
  readonly faults: readonly IntegrityFault[];
  readonly #worker: Worker;
  readonly #waiting: Map<number, Waiting>;
  /** Awaited from its start: a thread that died before the stop says so only once. */
  readonly #exited: Promise<void>;
  #isGone = false;
  #calls = 0;

  private constructor(worker: Worker, waiting: Map<number, Waiting>, { port, faults }: Started) {
    this.#worker = worker;
    this.#waiting = waiting;
    this.#exited = new Promise((resolve) => {
      worker.once('exit', () => {
        this.#isGone = true;
        resolve();
      });
    });
    this.port = port;
    this.faults = faults;
  }

  /**
   * Starts the thread. Rejects where the journal cannot be opened or the port not be listened on; a
   * journal that lost something starts, does not serve, and says so in `faults`.
   */
  static start(options: WalletThreadOptions, watch: WalletWatcher): Promise<WalletHost> {
    const file = `./thread${extname(import.meta.url)}`;
    const worker = new Worker(new URL(file, import.meta.url), { workerData: options });
    const waiting = new Map<number, Waiting>();
    return new Promise<WalletHost>((resolve, reject) => {
      worker.on('message', (message: FromWallet) => {
        if ('started' in message) resolve(new WalletHost(worker, waiting, message.started));
        else if ('unstarted' in message) reject(unstarted(message, options));
        else if ('trouble' in message) watch.trouble(message.trouble);
        else if ('call' in message) settle(waiting, message);
      });
      worker.on('error', (error) => {
        reject(error);
        watch.died(`the wallet's thread died: ${error.message}`);
        for (const call of waiting.values()) call.reject(error);
        waiting.clear();
      });
    });
  }

  /** Runs one of the operator's calls; resolves when it is durable. */
  call<O extends Operation>(
    operation: O,
    request: OperationRequest<O>,
  ): Promise<OperationOutcome<O>> {
    if (this.#isGone) return Promise.reject(new Error("the wallet's thread is gone"));
    this.#calls += 1;
    const call = this.#calls;
    return new Promise((resolve, reject) => {
      this.#waiting.set(call, { resolve, reject });
      this.#worker.postMessage({ call, operation, request } satisfies ToWallet);
    });
  }

  async stop(): Promise<void> {
    this.#worker.postMessage({ stop: true } satisfies ToWallet);
    await this.#exited;
  }
}

function unstarted(
  { unstarted, isPort }: Extract<FromWallet, { readonly unstarted: string }>,
  { listen }: WalletThreadOptions,
): Error {
  if (!isPort) return new Error(unstarted);
  const { host, port } = listen ?? {};
  return new DaemonError(
    'daemon-port',
    `${host} port ${port} (GGR_WALLET_HOST, GGR_WALLET_PORT) cannot be listened on: ${unstarted}`,
    { hint: 'set GGR_WALLET_PORT to a free port, or end what listens there' },
  );
}

function settle(
  waiting: Map<number, Waiting>,
  message: Extract<FromWallet, { readonly call: number }>,
): void {
  const call = waiting.get(message.call);
  waiting.delete(message.call);
  if ('failed' in message) call?.reject(new Error(message.failed));
  else call?.resolve(message.outcome as never);
}
