/** Two agents and two merchants whose vendors give their records the same ids on purpose. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type PvVendor, startPvVendor } from '../../src/demo/pv/server.ts';
import { startWmVendor, type WmVendor } from '../../src/demo/wm/server.ts';
import { type Place, placeWithStore } from './ggr.ts';

const DAY_MS = 86_400_000;
/** Midnight UTC of the first of their days, two days ago. */
export const FROM = Math.floor(Date.now() / DAY_MS) * DAY_MS - 2 * DAY_MS;
export const day = (n: number) => new Date(FROM + n * DAY_MS).toISOString().slice(0, 10);
/** When they were bet: six o'clock UTC of the first day. */
export const PLACED = FROM + 6 * 3_600_000;

/** An agent whose records are called 1 and 2 whoever it is; amounts in ten-thousandths. */
const startAgent = (vendorId: string, user: string, stake: bigint) =>
  startWmVendor({
    from: FROM,
    vendorId,
    signature: `${Buffer.from(vendorId).toString('hex')}9f3c`,
    betsPerDay: 0,
    players: 0,
    intervalMs: 0,
    emptyIntervalMs: 0,
    extraBets: [
      { betId: '1', user, betMs: PLACED, bet: stake },
      {
        betId: '2',
        user,
        betMs: PLACED + 60_000,
        bet: stake,
        versions: [{ settleMs: PLACED + 90_000, winLoss: stake * 2n }],
      },
      { betId: '3', user, betMs: PLACED + 120_000, bet: stake, versions: [] },
    ],
    extraTips: [{ betId: '1', user, betMs: PLACED, tip: stake / 10n }],
    extraTransfers: [
      {
        orderId: '1',
        user,
        addMs: PLACED,
        money: stake,
        opCode: 121,
        subtotal: stake,
        orderNum: 'x',
      },
    ],
  });

/** A merchant whose bets are called a and b whoever it is; amounts in li. */
const startMerchant = (mchId: number, player: number, stake: number) =>
  startPvVendor({
    from: new Date(FROM).toISOString(),
    betsPerHour: 0,
    mchId,
    key: `key-of-${mchId}`,
    extraBets: ['a', 'b'].map((event_id) => ({
      event_id,
      draw_id: 'd',
      game_id: 1001,
      user_id: player,
      op_id: '',
      bet_amount: stake,
      gain_amount: -stake,
      credit_before_bet: stake,
      credit: 0,
      start_at: PLACED / 1000 - 10,
      end_at: PLACED / 1000,
    })),
  });

interface Given {
  readonly more?: Record<string, string>;
  readonly jakarta?: readonly string[];
}

/** Two agents and two merchants, and places whose file has them all. */
export class Twins {
  readonly agents: readonly [WmVendor, WmVendor];
  readonly merchants: readonly [PvVendor, PvVendor];

  private constructor(agents: Twins['agents'], merchants: Twins['merchants']) {
    this.agents = agents;
    this.merchants = merchants;
  }

  static async start(): Promise<Twins> {
    const agents = await Promise.all([
      startAgent('thai', 'anna', 200_000n), // 20.0000
      startAgent('jakarta', 'budi', 50_005n), // 5.0005
    ]);
    return new Twins(
      agents,
      await Promise.all([startMerchant(101, 1, 1500), startMerchant(102, 2, 70_000)]),
    );
  }

  async close(): Promise<void> {
    await Promise.all([...this.agents, ...this.merchants].map((vendor) => vendor.close()));
  }

  /** Somewhere with an empty store, all four in its file, their secrets in its environment. */
  place({ more = {}, jakarta = ['currency: IDR', 'scale: 1000'] }: Given = {}): Place {
    const where = placeWithStore({
      GGR_SYNC_START: day(0),
      KEY_ONE: this.merchants[0].key,
      KEY_TWO: this.merchants[1].key,
      SIGNATURE_ONE: this.agents[0].signature,
      SIGNATURE_TWO: this.agents[1].signature,
      ...more,
    });
    const account = (lines: readonly string[]) => `  - ${lines.join('\n    ')}\n`;
    const wm = (name: string, { url, vendorId }: WmVendor, lines: readonly string[]) =>
      account([
        `name: ${name}`,
        'vendor: wm',
        `url: ${url}`,
        `vendor_id: ${vendorId}`,
        'interval_ms: 0',
        'empty_interval_ms: 0',
        'requests_per_second: 1000',
        'streams: [wm.transfers]',
        ...lines,
      ]);
    const pv = (name: string, { url, mchId }: PvVendor, lines: readonly string[]) =>
      account([
        `name: ${name}`,
        'vendor: pv',
        `url: ${url}`,
        `mch_id: ${mchId}`,
        'requests_per_second: 1000',
        ...lines,
      ]);
    writeFileSync(
      join(where.folder, 'ggr.config.yaml'),
      `accounts:
${wm('wm-thai', this.agents[0], ['signature_env: SIGNATURE_ONE', 'currency: THB'])}
${wm('wm-jakarta', this.agents[1], ['signature_env: SIGNATURE_TWO', ...jakarta])}
${pv('pv-one', this.merchants[0], ['key_env: KEY_ONE', 'currency: CNY'])}
${pv('pv-two', this.merchants[1], ['key_env: KEY_TWO', 'currency: EUR', `start: ${day(0)}T05:00:00Z`])}`,
    );
    return where;
  }
}
