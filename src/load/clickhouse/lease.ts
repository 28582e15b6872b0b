/**
 * One node sends an account. A claim that is renewed in time is nobody's to take; a new one is made first and looked
 * around from then, so that of two that come at once at least one sees the other, and lets go.
 */
import { sql } from '../sql.ts';
import { type Cluster, ClusterError, literal } from './cluster.ts';
import { ROWS } from './relations.ts';

/** A node that is gone keeps its accounts for so long, by the server's clock. */
const RUNS_OUT_S = 120;
/** Its own claim must be newer than that to be renewed: between the two nobody has it. */
const RENEWABLE_S = 60;
const RENEW_MS = 20_000;
/** By a clock that nobody sets; past this no row is sent by an old claim. */
const SURE_MS = 50_000;

export interface LeaseOptions {
  readonly cluster: Cluster;
  readonly node: string;
  /** Milliseconds of a monotonic clock. */
  readonly tick?: () => number;
}

export class Lease {
  readonly #options: LeaseOptions;
  #heldAt = Number.NEGATIVE_INFINITY;
  #held = '';

  constructor(options: LeaseOptions) {
    this.#options = options;
  }

  /** Claims or renews these accounts for a store. Throws ClusterError where another node has one. */
  async hold(store: string, accounts: readonly string[]): Promise<void> {
    const wanted = `${store} ${accounts.join(' ')}`;
    if (accounts.length === 0 || (wanted === this.#held && this.#age() < RENEW_MS)) return;
    const asked = this.#tick();
    const mine = await this.#live(store, accounts, 'own');
    await this.#beat(store, accounts, 1);
    const isNew = accounts.some((name) => !mine.some(({ account }) => account === name));
    const [rival] = isNew ? await this.#live(store, accounts, 'others') : [];
    if (rival) {
      await this.#beat(store, accounts, 0);
      throw new ClusterError(
        `account ${rival.account} is sent by node ${rival.node}: nothing is sent from here`,
        { hint: `give it to one of them; a node that is gone lets go after ${RUNS_OUT_S} seconds` },
      );
    }
    [this.#held, this.#heldAt] = [wanted, asked];
  }

  /** Renews it within a long shipment. Throws ClusterError where it may have run out meanwhile, such as after a sleep. */
  async renew(store: string, accounts: readonly string[]): Promise<void> {
    if (accounts.length === 0 || this.#age() < SURE_MS) return this.hold(store, accounts);
    this.#held = '';
    throw new ClusterError('the claim of this node grew old while it was sending', {
      hint: 'nothing is to be done: what was not sent is sent with the next claim',
    });
  }

  /** The cluster was emptied, or answered with a fault. */
  forget(): void {
    this.#held = '';
  }

  #live(store: string, accounts: readonly string[], whose: 'own' | 'others') {
    const isOwn = whose === 'own';
    return this.#options.cluster.query(
      sql('clickhouse/live-leases', {
        ...this.#fill(store, accounts),
        is_own: isOwn ? '1' : '0',
        seconds: String(isOwn ? RENEWABLE_S : RUNS_OUT_S),
      }),
    );
  }

  #beat(store: string, accounts: readonly string[], isHeld: 0 | 1): Promise<void> {
    const fill = { ...this.#fill(store, accounts), is_held: String(isHeld) };
    return this.#options.cluster.command(sql('clickhouse/beat-leases', fill));
  }

  #fill(store: string, accounts: readonly string[]) {
    return {
      rows: ROWS,
      store: literal(store),
      node: literal(this.#options.node),
      accounts: accounts.map(literal).join(', '),
    };
  }

  #age(): number {
    return this.#tick() - this.#heldAt;
  }

  #tick(): number {
    return (this.#options.tick ?? (() => performance.now()))();
  }
}
