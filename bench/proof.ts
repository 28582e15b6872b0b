/**
 * npm run bench:proof: what proof by the vendor's own totals costs and saves, in requests of `pv.bets` against the
 * bundled vendor, by a simulated clock.
 *
 * 1. 60 days in which 5 rows were altered: calls to find them all, and to repair them.
 * 2. A quiet day of syncs every five minutes, and what reading its last two days again would have taken.
 * 3. 400 days without bets, and what reading them hour by hour would take.
 *
 * What "reading again" takes is the number of windows that the plan has for it, a request each.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { DAY_MS, type Desk, HOUR_MS, openDesk, type Sent } from './proof/desk.ts';

const DAYS = 60;
const EMPTY_DAYS = 400;
const EVERY_MS = 5 * 60_000;
const NOW = Date.UTC(2025, 4, 1, 6, 30);
const say = (text: string) => process.stdout.write(`${text}\n`);
const tell = ({ reads, totals }: Sent) =>
  `${reads + totals} requests (${reads} reads, ${totals} calls for totals)`;

/** Two rows that the store has lost or holds otherwise, and three that the vendor has changed since. */
async function alterFive(desk: Desk): Promise<void> {
  const { vendor, warehouse } = desk;
  const betOf = (day: number, hour: number) => {
    const from = (NOW - (NOW % DAY_MS) - day * DAY_MS + hour * HOUR_MS) / 1000;
    const [bet] = vendor.bets(from, from + 3600);
    if (!bet) throw new Error('an hour without bets');
    return bet;
  };
  await warehouse.db.run(`delete from pv.bets where event_id = '${betOf(57, 3).event_id}'`);
  await warehouse.db.run(
    `update pv.bets set gain_amount = gain_amount + 1 where event_id = '${betOf(41, 22).event_id}'`,
  );
  const resettled = betOf(30, 12);
  vendor.misbehave.amended.set(resettled.event_id, {
    gain_amount: Number(resettled.gain_amount) - 7000,
  });
  vendor.misbehave.withdrawn.add(betOf(18, 0).event_id);
  vendor.misbehave.amended.set(betOf(3, 17).event_id, { bet_amount: 123_000 });
}

async function alteredRows(folder: string): Promise<void> {
  const desk = await openDesk(join(folder, 'sixty.duckdb'), {
    days: DAYS,
    now: NOW,
    betsPerHour: 5,
  });
  await desk.sync();
  await alterFive(desk);
  const found = await desk.count(() => desk.reconcile(false));
  const repaired = await desk.count(() => desk.reconcile(true));
  const quiet = await desk.count(() => desk.reconcile(false));
  const turn = await desk.count(() => desk.reconcile(false, 240));
  say(`${DAYS} days, 5 altered rows:`);
  say(`  found: ${found.result.standing} differences in ${tell(found)}`);
  say(
    `  \`reconcile --repair\`: ${repaired.result.mended} repaired in ${tell(repaired)}, ${repaired.result.standing} left`,
  );
  say(`  a night where all is equal: ${tell(quiet)}; with 240 hours in turn: ${tell(turn)}`);
  await desk.close();
}

async function quietDay(folder: string): Promise<void> {
  const desk = await openDesk(join(folder, 'quiet.duckdb'), { days: 3, now: NOW, betsPerHour: 2 });
  await desk.sync();
  let [again, syncs] = [0, 0];
  const day = await desk.count(async () => {
    for (let passed = 0; passed < DAY_MS; passed += EVERY_MS) {
      desk.clock.now += EVERY_MS;
      again += desk.closedWindows(2 * DAY_MS);
      syncs += 1;
      await desk.sync();
    }
  });
  say(`a quiet day, ${syncs} syncs:`);
  say(`  ${tell(day)}`);
  say(
    `  reading the closed hours of two days again at each sync would add ${again} reads; once an hour ${Math.round(again / 12)}`,
  );
  await desk.close();
}

async function emptyDays(folder: string): Promise<void> {
  const desk = await openDesk(join(folder, 'empty.duckdb'), {
    days: EMPTY_DAYS,
    now: NOW,
    betsPerHour: 0,
  });
  const planned = await desk.planned();
  const sent = await desk.count(() => desk.sync());
  say(`${EMPTY_DAYS} days without bets and the hours of today:`);
  say(`  ${tell(sent)}; hour by hour ${planned} reads`);
  await desk.close();
}

const folder = mkdtempSync(join(tmpdir(), 'ggr-bench-proof-'));
try {
  say(`Node ${process.versions.node}, ${cpus().length} cores (${cpus()[0]?.model})`);
  await alteredRows(folder);
  await quietDay(folder);
  await emptyDays(folder);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
