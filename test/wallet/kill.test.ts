/**
 * SIGKILL at random moments of play, then the same wallet again: what was acknowledged is there, what
 * was not may be repeated, and the warehouse has each entry once. `npm run test:kill` does many rounds.
 */

import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { catalogue } from '../../src/catalogue.ts';
import { sql } from '../../src/load/sql.ts';
import { Warehouse } from '../../src/load/warehouse.ts';
import { Journal } from '../../src/wallet/journal.ts';
import { readMark } from '../../src/wallet/mark.ts';
import { ledgerEnd, Shipper } from '../../src/wallet/ship.ts';
import { markPath } from '../../src/wallet/wallet.ts';
import { checkWhole } from '../../src/wallet/whole-integrity.ts';
import { temporaryFolder } from '../support/ggr.ts';
import { Player, type Request, WalletProcess } from './kill-load.ts';

const ROUNDS = Number(process.env.GGR_KILL_ROUNDS ?? 3);
const PLAYERS = 12;

/** Journal and warehouse as the killed process left them: whole, and of one mind. */
async function prove(folder: string): Promise<void> {
  const path = join(folder, 'wallet.sqlite');
  const journal = Journal.openReadOnly(path);
  const warehouse = await Warehouse.openReadOnly(join(folder, 'ggr.duckdb'));
  try {
    const held = await ledgerEnd(warehouse.db);
    const mark = readMark(markPath(path));
    const { shipped } = journal;
    expect(checkWhole({ journal, mark, warehouse: held, shipped })).toEqual([]);
    expect(await warehouse.db.many(sql('queries/prove-ledger'))).toEqual([]);
    expect(await warehouse.db.many(sql('queries/prove-closures'))).toEqual([]);
    expect(journal.hashAt(held.seq)).toEqual(held.hash);
    expect(journal.closures.hashAt(held.closures.seq)).toEqual(held.closures.hash);
  } finally {
    journal.close();
    await warehouse.close();
  }
}

/** Ships what is left, and compares every field of every entry. */
async function proveShipped(folder: string): Promise<void> {
  const path = join(folder, 'wallet.sqlite');
  const journal = Journal.openReadOnly(path);
  const store = join(folder, 'ggr.duckdb');
  const warehouse = await Warehouse.open({
    catalogue,
    path: store,
    command: 'test',
    now: Date.now,
  });
  const shipper = new Shipper(warehouse, path);
  try {
    await shipper.ship();
    const rows = await warehouse.db.many(
      `select seq, kind, currency, id, player_id, code, cast(amount * 100 as bigint) as amount, hash
         from wallet.ledger order by rowid`,
    );
    const closed = await warehouse.db.many(
      'select closure, currency, round, player_id, hash from wallet.closed_rounds order by rowid',
    );
    const closures = journal.closures.after(0n, 10_000_000);
    expect(closures.length).toBeGreaterThan(0);
    expect(closed).toEqual(
      closures.map(({ number, currency, round, playerId, hash }) => ({
        closure: number,
        currency,
        round,
        player_id: playerId,
        hash: hash.toString('hex'),
      })),
    );
    const entries = journal.entriesAfter(0n, 10_000_000);
    expect(rows.length).toBe(entries.length);
    for (const [
      i,
      { seq, kind, currency, id, playerId, code, amount, hash },
    ] of entries.entries()) {
      const expected = {
        seq,
        kind,
        currency,
        id,
        player_id: playerId,
        code,
        amount,
        hash: hash.toString('hex'),
      };
      expect(rows[i]).toEqual(expected);
    }
  } finally {
    await shipper.close();
    await warehouse.close();
    journal.close();
  }
}

const inParallel = (players: readonly Player[], work: (player: Player) => Promise<void>) =>
  Promise.all(players.map(work));

/** Asks everything unanswered again, as a game server does; both times it gets the same. */
async function repeatUnanswered(wallet: WalletProcess, { requests }: Player): Promise<number> {
  const open = requests.filter(({ answer }) => answer === undefined);
  for (const request of open) {
    request.answer = await wallet.ask(request.body);
    expect(await wallet.ask(request.body)).toBe(request.answer);
  }
  return open.length;
}

test(`a wallet killed ${ROUNDS} times under load keeps what it acknowledged, once`, {
  timeout: 900_000,
}, async () => {
  const folder = temporaryFolder();
  const players = Array.from({ length: PLAYERS }, (_, i) => new Player(i));
  let unanswered = 0;
  for (let round = 0; round < ROUNDS; round += 1) {
    const wallet = await WalletProcess.start(folder, PLAYERS);
    await inParallel(players, async (player) => {
      unanswered += await repeatUnanswered(wallet, player);
    });
    const playing = inParallel(players, (player) => player.play(wallet));
    await sleep(Math.random() * 1000);
    await wallet.kill();
    await playing;
    await prove(folder);
  }
  const wallet = await WalletProcess.start(folder, PLAYERS);
  try {
    await inParallel(players, async (player) => {
      unanswered += await repeatUnanswered(wallet, player);
      const told = player.requests.map(({ answer }: Request) => answer);
      const again: string[] = [];
      for (const { body } of player.requests) again.push(await wallet.ask(body));
      expect(again).toEqual(told);
      const credit = await wallet.ask(JSON.stringify({ code: player.code, type: 'credit' }));
      expect(JSON.parse(credit.replace(',,', ',')).credit).toBe(player.credit);
    });
    expect(unanswered).toBeGreaterThan(0);
  } finally {
    await wallet.kill();
  }
  await prove(folder);
  await proveShipped(folder);
});
