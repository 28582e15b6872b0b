/** What may happen to a store that keeps sums, a step at a time; after each the reports must be those of the facts. */

import { catalogue } from '../../src/catalogue.ts';
import type { WindowedStream } from '../../src/contract/stream.ts';
import type { Account } from '../../src/contract/vendor.ts';
import { pvBets } from '../../src/extract/pv/bets.ts';
import { wmBets, wmResettlements } from '../../src/extract/wm/bets.ts';
import { DoubtedRead } from '../../src/load/doubt.ts';
import { keepSome } from '../../src/load/keep.ts';
import { commitWindow } from '../../src/load/merge.ts';
import { writeSettings } from '../../src/load/settings.ts';
import { Stage } from '../../src/load/stage.ts';
import type { Warehouse } from '../../src/load/warehouse.ts';
import { PageColumns } from '../../src/transform/page-columns.ts';
import { openHandMade } from './hand-made.ts';
import { findOffences } from './offences.ts';
import fc from './properties.ts';
import { addWitness, differences } from './witness.ts';

const RUN = '00000000-0000-0000-0000-000000000001';
/** Clocks go forward in Berlin in this night; hours are counted from its evening. */
const START = Date.parse('2025-03-29T21:00Z');
const HOUR_MS = 3_600_000;
/** This hour lies two days further, in the next month; WM's bets of it do not, as one window holds them all. */
const NEXT_MONTH = 5;
const startOf = (hour: number) => START + (hour + (hour === NEXT_MONTH ? 48 : 0)) * HOUR_MS;
/** A day of WM's own zone. */
const WM_DAY = Date.parse('2025-03-29T16:00Z');
const AMOUNTS: Readonly<Record<string, string>> = { bet: '-3', win: '2', cancel: '3' };
const ACCOUNTS = {
  pv: { name: 'pv', vendor: 'pv', currency: 'CNY', settings: {} } as unknown as Account,
  wm: { name: 'wm', vendor: 'wm', currency: 'THB', settings: {} } as unknown as Account,
};
const ZONES = [
  ['UTC', '00:00'],
  ['Europe/Berlin', '00:00'],
  ['Asia/Kolkata', '06:00'],
  ['America/New_York', '03:30'],
] as const;

export type Step =
  | {
      readonly kind: 'pv' | 'wm' | 'resettled';
      readonly hour: number;
      readonly bets: readonly Bet[];
    }
  | {
      readonly kind: 'wallet';
      readonly entry: string;
      readonly round: number;
      readonly hour: number;
    }
  | { readonly kind: 'closure'; readonly round: number; readonly hour: number }
  | { readonly kind: 'tip'; readonly hour: number }
  | { readonly kind: 'zone'; readonly zone: number }
  | { readonly kind: 'proved'; readonly state: string }
  | { readonly kind: 'kept' | 'killed' };

interface Bet {
  readonly id: number;
  readonly minute: number;
  readonly player: number;
  readonly stake: number;
  readonly net: number;
}

const hour = fc.integer({ min: 0, max: 5 });
const bets = fc.array(
  fc.record({
    id: fc.integer({ min: 1, max: 6 }),
    minute: fc.integer({ min: 0, max: 59 }),
    player: fc.integer({ min: 1, max: 3 }),
    stake: fc.integer({ min: 1, max: 9 }),
    net: fc.integer({ min: -9, max: 9 }),
  }),
  { maxLength: 5 },
);
const round = fc.integer({ min: 1, max: 3 });
const stepOf = (kind: 'pv' | 'wm' | 'resettled') =>
  fc.record({ kind: fc.constant(kind), hour, bets });

/** Any of them; what is kept is made anew after about every fourth. */
export const anyStep: fc.Arbitrary<Step> = fc.oneof(
  stepOf('pv'),
  stepOf('wm'),
  stepOf('resettled'),
  fc.record({
    kind: fc.constant('wallet' as const),
    entry: fc.constantFrom('bet', 'win', 'cancel'),
    round,
    hour,
  }),
  fc.record({ kind: fc.constant('closure' as const), round, hour }),
  fc.record({ kind: fc.constant('tip' as const), hour }),
  fc.record({ kind: fc.constant('zone' as const), zone: fc.integer({ min: 0, max: 3 }) }),
  fc.record({
    kind: fc.constant('proved' as const),
    state: fc.constantFrom('loaded', 'verified', 'mismatch'),
  }),
  fc.record({ kind: fc.constant('kept' as const) }),
  fc.record({ kind: fc.constant('kept' as const) }),
  fc.record({ kind: fc.constant('kept' as const) }),
  fc.record({ kind: fc.constant('killed' as const) }),
);

type Load = (
  stream: WindowedStream,
  account: Account,
  start: number,
  recordsAt: (fetchedAt: number) => readonly unknown[],
) => Promise<void>;

/** Commits what a read brought, a minute after the one before; one that is doubted is confirmed. */
function loaderOf(warehouse: Warehouse): Load {
  let fetchedAt = START + 24 * HOUR_MS;
  return (stream, account, start, recordsAt) => {
    fetchedAt += 60_000;
    const commit = (confirmed?: string) =>
      warehouse.withConnection(async (connection) => {
        await using stage = new Stage(connection, stream);
        await stage.reset();
        await stage.append(new PageColumns(stream, account).map(recordsAt(fetchedAt)), 1);
        const staged = { stage, probe: await stage.probe() };
        const owner = { start, end: start + stream.windows.unitMs };
        const moment = { runId: RUN, fetchedAt, now: fetchedAt, truncated: null };
        const place = { account: account.name, stream, owner };
        await commitWindow(warehouse, staged, { ...place, ...moment, confirmed });
      });
    return commit().catch((error: unknown) => {
      if (!(error instanceof DoubtedRead)) throw error;
      return commit(error.fingerprint);
    });
  };
}

const instantOf = (step: { readonly hour: number }) =>
  new Date(startOf(step.hour) + 1_800_000).toISOString();

/** Opens a store with its witness; `take` takes a step, `wrong` says what is not as the facts are. */
export async function openKeptStory() {
  const store = await openHandMade();
  const { warehouse } = store;
  const { db } = warehouse;
  await addWitness(db);
  const load = loaderOf(warehouse);
  let closures = 0;
  const keep = () => keepSome(db, { catalogue });
  const takers: { [K in Step['kind']]: (step: Extract<Step, { kind: K }>) => Promise<unknown> } = {
    pv: ({ hour, bets }) => {
      const start = startOf(hour);
      return load(pvBets, ACCOUNTS.pv, start, () =>
        unique(bets).map((bet) => pvRecord(bet, start)),
      );
    },
    wm: (step) => load(wmBets, ACCOUNTS.wm, WM_DAY, wmRecordsOf(step)),
    resettled: (step) => load(wmResettlements, ACCOUNTS.wm, WM_DAY, wmRecordsOf(step)),
    wallet: (step) =>
      store.wallet(step.entry, step.round, AMOUNTS[step.entry] ?? '0', instantOf(step)),
    closure: (step) => {
      closures += 1;
      return db.run(
        `insert into wallet.closed_rounds (closure, currency, round, player_id, cause, after_seq, closed_at, hash)
         values (${closures}, 'EUR', ${step.round}, 'ann', 'timed-out', 0, '${instantOf(step)}', 'h')`,
      );
    },
    tip: (step) => store.wmTip(instantOf(step), `u${step.hour}`, '1'),
    zone: ({ zone }) => {
      const [reportTimezone, dayStart] = ZONES[zone] ?? ZONES[0];
      const settings = { reportTimezone, dayStart, baseCurrency: undefined, isDemo: false };
      return writeSettings(warehouse, settings);
    },
    proved: ({ state }) =>
      db.run(`update sync.windows set state = '${state}' where stream = 'pv.bets'`),
    kept: () => warehouse.write(db, keep),
    killed: async () => {
      const killed = async () => {
        await keep();
        throw new Error('killed');
      };
      await warehouse.write(db, killed).catch(() => {});
    },
  };
  return {
    ...store,
    take: (step: Step) => (takers[step.kind] as (step: Step) => Promise<unknown>)(step),
    keep: () => warehouse.write(db, keep),
    /** What the reports say that the facts do not. */
    wrong: () => differences(db),
    /** What the check finds. */
    offences: () => findOffences(db, 'kept-sums'),
  };
}

function wmRecordsOf({ hour, bets }: { readonly hour: number; readonly bets: readonly Bet[] }) {
  return (fetchedAt: number) =>
    unique(bets).map((bet) => wmRecord(bet, START + hour * HOUR_MS, fetchedAt));
}

function unique(some: readonly Bet[]): Bet[] {
  return [...new Map(some.map((bet) => [bet.id, bet])).values()];
}

/** Amounts in li; a player without an operator's id in every other bet. */
function pvRecord({ id, minute, player, stake, net }: Bet, start: number) {
  const end = Math.floor(start / 1000) + minute * 60;
  return {
    event_id: `e${id}`,
    draw_id: 'd',
    game_id: 1000 + (id % 2),
    user_id: player,
    op_id: id % 2 === 0 ? `op-${player}` : '',
    bet_amount: stake * 1000,
    gain_amount: Math.max(net, -stake) * 1000,
    credit_before_bet: 0,
    credit: 0,
    start_at: end - 1,
    end_at: end,
  };
}

function wmRecord({ id, minute, player, stake, net }: Bet, start: number, settled: number) {
  const local = (instant: number) =>
    new Date(instant + 8 * HOUR_MS).toISOString().slice(0, 19).replace('T', ' ');
  return {
    betId: String(id),
    user: `u${player}`,
    betTime: local(start + minute * 60_000),
    bet: String(stake),
    validbet: String(stake),
    water: '0.01',
    winLoss: String(Math.max(net, -stake)),
    gid: '101',
    gname: net > 5 ? '' : 'Baccarat',
    gameResult: net === 0 ? 'The council canceled' : 'Banker',
    settime: local(settled),
  };
}
