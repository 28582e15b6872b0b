/** A PV vendor whose bets are those of src/demo/pv/main.ts, one in so many settled anew since. */
import { parseArgs } from 'node:util';
import { startPvVendor } from '../../src/demo/pv/server.ts';
import { hashOf } from '../../src/demo/random.ts';

const { values } = parseArgs({
  options: {
    'bets-per-hour': { type: 'string', default: '150' },
    players: { type: 'string', default: '40' },
    'one-in': { type: 'string', default: '1000' },
  },
});

/** What is amended, without a list of a hundred thousand ids. */
class OneIn extends Map<string, { gain_amount: number }> {
  readonly #share: number;

  constructor(many: number) {
    super();
    this.#share = 2 ** 32 / many;
  }

  override get size(): number {
    return 1;
  }

  override get(id: string): { gain_amount: number } | undefined {
    return hashOf(1, 'resettled', id) < this.#share ? { gain_amount: 777_000 } : undefined;
  }
}

const vendor = await startPvVendor({
  from: '2025-03-01',
  betsPerHour: Number(values['bets-per-hour']),
  players: Number(values.players),
});
Object.assign(vendor.misbehave, { amended: new OneIn(Number(values['one-in'])) });
const ready = { url: vendor.url, mch_id: vendor.mchId, key: vendor.key };
process.stdout.write(`${JSON.stringify(ready)}\n`);
