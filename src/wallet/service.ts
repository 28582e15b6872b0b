/**
 * A wallet that serves: its journal, its listener for game servers, its clock of rounds. It looks after its
 * witnesses while it serves, and where they say that something is lost or changed it refuses, with 503, what
 * comes; it serves again as soon as the journal is as it should be.
 */

import { existsSync, statSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { DaemonError, WalletError } from '../contract/errors.ts';
import { closeServer } from './close-server.ts';
import type { Micros } from './entries.ts';
import { compareEnds, type IntegrityFault } from './integrity.ts';
import { JournalFault, JournalHeld } from './journal-file.ts';
import type { Operation, OperationOutcome, OperationRequest, OperatorDesk } from './operations.ts';
import { Patrol } from './patrol.ts';
import { RoundClock } from './round-clock.ts';
import { gameSide } from './server.ts';
import { readShipped, shippedPath } from './shipped.ts';
import type { Tally } from './tally.ts';
import { IntegrityError, markPath, Wallet } from './wallet.ts';

export interface WalletServiceOptions {
  readonly path: string;
  /** The store that it stands beside: without a journal, what the store holds is waited for. */
  readonly store?: string;
  readonly now: () => number;
  /** After how long a round that stays open is closed; undefined: never. */
  readonly roundTimeout?: Micros | undefined;
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
  readonly watch: WalletWatcher;
  readonly tally?: Tally;
}

export interface WalletWatcher {
  /** A request whose outcome stayed unknown to its caller. */
  readonly trouble: (message: string) => void;
  /** It does not serve any more, or serves again where there is nothing. */
  readonly faults: (faults: readonly IntegrityFault[]) => void;
}

export const WALLET_HINT =
  '`ggr wallet verify` lists what is wrong; `ggr wallet restore` gives back what the warehouse has';

const UNHEARD: IntegrityFault = {
  code: 'warehouse-unheard',
  message:
    'there is a warehouse and no journal: whether entries are lost is known when `ggr serve warehouse` has opened it',
};

export class WalletService implements OperatorDesk {
  readonly #options: WalletServiceOptions;
  readonly #app: ReturnType<typeof gameSide> | undefined;
  #wallet: Wallet | undefined;
  #rounds: RoundClock | undefined;
  #patrol: Patrol | undefined;
  #faults: readonly IntegrityFault[] = [];
  /** Another process has the journal: that passes. */
  #isHeld = false;
  #seen = '';
  #isLooking = false;
  /** So many times it is letting go of a journal that is wrong; nobody waits for that. */
  #lettingGo = 0;

  private constructor(options: WalletServiceOptions) {
    this.#options = options;
    const { listen, now, watch, tally } = options;
    const onError = (error: unknown) => watch.trouble(messageOf(error));
    this.#app = listen && gameSide({ ...listen, wallet: () => this.#wallet, now, onError, tally });
  }

  /** Rejects where the port cannot be listened on; a journal that lost something serves nothing and says so. */
  static async start(options: WalletServiceOptions): Promise<WalletService> {
    const service = new WalletService(options);
    await service.#open();
    try {
      await service.#listen();
      return service;
    } catch (error) {
      await service.stop();
      throw error;
    }
  }

  get port(): number | undefined {
    return (this.#app?.server.address() as AddressInfo | null | undefined)?.port;
  }

  /** Why it does not serve. */
  get faults(): readonly IntegrityFault[] {
    return this.#faults;
  }

  /** Whether another process has the journal: whatever is said of the wallet is that one's to say. */
  get isHeld(): boolean {
    return this.#isHeld;
  }

  /** Runs one of the operator's calls; resolves when it is durable. Throws a WalletError where it does not serve. */
  async call<O extends Operation>(
    operation: O,
    request: OperationRequest<O>,
  ): Promise<OperationOutcome<O>> {
    if (this.#wallet) return this.#wallet.call(operation, request);
    const why = this.#faults.map(({ message }) => message).join('; ') || 'it is ending';
    throw new WalletError(`the wallet does not serve: ${why}`, { hint: WALLET_HINT });
  }

  /** To be called now and then: compares with what the warehouse says, or tries again where it refuses. */
  async look(): Promise<void> {
    // a start does not see all that the patrol sees: what is being let go would be opened again as if it were well
    if (this.#isLooking || this.#lettingGo > 0) return;
    this.#isLooking = true;
    await this.#look().finally(() => {
      this.#isLooking = false;
    });
  }

  /** False while nothing is known of the journal that a store once had. */
  get isHeard(): boolean {
    return !this.#faults.includes(UNHEARD);
  }

  async #look(): Promise<void> {
    const { path } = this.#options;
    const before = this.#seen;
    this.#seen = this.#fingerprint();
    if (this.#wallet) {
      if (this.#seen === before) return;
      const end = readShipped(path);
      const [fault] = end ? compareEnds(this.#wallet.journal, end) : [];
      if (fault) await this.#refuse([fault]);
    } else if (this.#isHeld || this.#seen !== before) await this.#open();
  }

  /** Takes no new request, answers what it took, commits, lets go. */
  async stop(): Promise<void> {
    if (this.#app) await closeServer(this.#app);
    await this.#close();
  }

  async #open(): Promise<void> {
    const { path, now, roundTimeout, watch } = this.#options;
    this.#isHeld = false;
    this.#seen = this.#fingerprint();
    if (this.#isUnheard()) return this.#say([UNHEARD]);
    try {
      const onCondemned = (fault: IntegrityFault) => void this.#refuse([fault]);
      this.#wallet = await Wallet.open({ path, warehouse: readShipped(path), now, onCondemned });
    } catch (error) {
      this.#isHeld = error instanceof JournalHeld;
      this.#say(faultsOf(error));
      this.#seen = this.#fingerprint(); // to have opened it changed it
      return;
    }
    const onError = (error: unknown) => watch.trouble(messageOf(error));
    if (roundTimeout !== undefined)
      this.#rounds = new RoundClock(this.#wallet, roundTimeout, onError);
    this.#patrol = new Patrol(path, (fault) => void this.#refuse([fault]));
    this.#say([]);
  }

  /** There is a store that may hold entries, and nothing of the wallet: only the store can tell. */
  #isUnheard(): boolean {
    const { path, store } = this.#options;
    return store !== undefined && existsSync(store) && !existsSync(path) && !readShipped(path);
  }

  async #listen(): Promise<void> {
    const { host = '', port = 0 } = this.#options.listen ?? {};
    try {
      await this.#app?.listen({ host, port });
    } catch (error) {
      throw new DaemonError(
        'daemon-port',
        `${host} port ${port} (GGR_WALLET_HOST, GGR_WALLET_PORT) cannot be listened on: ${messageOf(error)}`,
        { hint: 'set GGR_WALLET_PORT to a free port, or end what listens there' },
      );
    }
  }

  async #refuse(faults: readonly IntegrityFault[]): Promise<void> {
    this.#lettingGo += 1;
    try {
      this.#say(faults);
      await this.#close();
      this.#seen = this.#fingerprint();
    } finally {
      this.#lettingGo -= 1;
    }
  }

  #say(faults: readonly IntegrityFault[]): void {
    const text = (all: readonly IntegrityFault[]) => all.map(({ message }) => message).join();
    const isNews = text(faults) !== text(this.#faults);
    this.#faults = faults;
    if (isNews) this.#options.watch.faults(faults);
  }

  async #close(): Promise<void> {
    const wallet = this.#wallet;
    this.#wallet = undefined;
    this.#rounds?.stop();
    this.#patrol?.stop();
    await wallet?.close();
  }

  /** Changes whenever journal, mark or the warehouse's word are other files, or were written. */
  #fingerprint(): string {
    const { path } = this.#options;
    const watched = this.#wallet ? [shippedPath(path)] : [path, markPath(path), shippedPath(path)];
    return watched
      .map((file) => statSync(file, { throwIfNoEntry: false }))
      .map((stat) => (stat ? `${stat.ino} ${stat.size} ${stat.mtimeMs}` : 'none'))
      .join();
  }
}

function faultsOf(error: unknown): readonly IntegrityFault[] {
  if (error instanceof IntegrityError) return error.faults;
  if (!(error instanceof JournalFault)) throw error;
  return [{ code: 'journal-unusable', message: error.message }];
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
