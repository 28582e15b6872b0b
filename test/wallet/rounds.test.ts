/** Rounds that the game never ends: closed when their time is over or by hand, once, in journal and warehouse. */
import { rmSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { sql } from '../../src/load/sql.ts';
import type { Warehouse } from '../../src/load/warehouse.ts';
import type { CloseRoundRequest } from '../../src/wallet/close-round.ts';
import { Journal } from '../../src/wallet/journal.ts';
import { readWaiting } from '../../src/wallet/overdue.ts';
import { prove } from '../../src/wallet/prove.ts';
import { restore } from '../../src/wallet/restore.ts';
import { ledgerEnd, Shipper } from '../../src/wallet/ship.ts';
import { IntegrityError, Wallet } from '../../src/wallet/wallet.ts';
import { TestWallet, TO_SCHEMA_2 } from '../support/wallet.ts';
import { openStoreBeside } from '../support/wallet-store.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
let wallet: TestWallet;
let warehouse: Warehouse;
let shipper: Shipper;

beforeEach(async () => {
  wallet = await TestWallet.start(); // at 12:00
  warehouse = await openStoreBeside(wallet);
  shipper = new Shipper(warehouse, wallet.path);
  await wallet.openSession();
  await wallet.deposit(100_000n);
});
afterEach(async () => {
  await shipper.close();
  await warehouse.close();
  await wallet.remove().catch(() => {});
  rmSync(wallet.folder, { recursive: true, force: true });
});

const send = (type: string, id: number, more: object = {}) =>
  wallet.send({ code: 's1', game: 1, id, type, ...more });
const bet = (id: number, more: object = {}) => send('bet', id, { bet: 500, ...more });
const win = (id: number, more: object = {}) => send('win', id, { win: 800, ...more });

/** Steps until nothing is overdue; how many rounds they closed. */
async function closeOverdue(timeoutMs = DAY_MS): Promise<number> {
  for (let closed = 0; ; ) {
    const { ok } = await wallet.wallet.call('closeOverdue', BigInt(timeoutMs) * 1000n);
    closed += ok.closed;
    if (!ok.isBehind) return closed;
  }
}
const close = (round: bigint, more: Partial<CloseRoundRequest> = {}) =>
  wallet.wallet.call('closeRound', {
    currency: 'EUR',
    round,
    playerId: null,
    closedBy: null,
    reason: null,
    ...more,
  });
const closed = () =>
  wallet.wallet.journal.closures
    .after(0n, 1000)
    .map(({ round, cause, afterSeq }) => [round, cause, afterSeq]);
async function bets(): Promise<(string | null)[][]> {
  await shipper.ship();
  const rows = await warehouse.db.many(
    `select bet_id, status, cast(stake as varchar) as stake, cast(payout as varchar) as payout,
            cast(ggr as varchar) as ggr, flags from ggr.bets order by cast(bet_id as integer)`,
  );
  return rows.map((row) => Object.values(row) as (string | null)[]);
}
const daily = async () => {
  await shipper.ship();
  const text =
    'select cast(gaming_day as varchar) as day, cast(ggr as varchar) as ggr from ggr.daily';
  return (await warehouse.db.many(text)).map((row) => Object.values(row).join(' '));
};

describe('a round that the game never ends', () => {
  test('counts as settled with payout 0, flagged, a day after its bet and not a millisecond before', async () => {
    await bet(1);
    wallet.nowMs += DAY_MS - 1;
    expect(await closeOverdue()).toBe(0);
    expect(await bets()).toEqual([['1', 'open', '5.0000', null, null, null]]);
    expect(await daily()).toEqual([]);
    wallet.nowMs += 1;
    expect(await closeOverdue()).toBe(1);
    expect(await bets()).toEqual([['1', 'settled', '5.0000', '0.0000', '5.0000', 'timed-out']]);
    expect(await daily()).toEqual(['2025-03-01 5.0000']);
    const [row] = await warehouse.db.many(
      'select cast(settled_at as varchar) as settled, cast(event_at as varchar) as event from ggr.bets',
    );
    expect(row).toEqual({ settled: '2025-03-02 12:00:00', event: '2025-03-01 12:00:00' });
  });

  test('is closed once, whatever comes after: another look, a restart, a hand', async () => {
    await bet(1);
    wallet.nowMs += DAY_MS;
    await closeOverdue();
    expect(await closeOverdue()).toBe(0);
    await wallet.restart();
    wallet.nowMs += 10 * DAY_MS;
    expect(await closeOverdue()).toBe(0);
    expect(await close(1n)).toMatchObject({
      ok: { isRepeat: true, closure: { cause: 'timed-out' } },
    });
    expect(closed()).toEqual([[1n, 'timed-out', 2n]]);
  });

  test('takes a late win, which is paid, counted and flagged, and stays settled', async () => {
    await bet(1);
    wallet.nowMs += DAY_MS;
    await closeOverdue();
    expect((await win(2, { round_id: 1 })).body).toMatchObject({ result: 1, credit: 100_300 });
    const flags = 'timed-out,round-closed';
    expect(await bets()).toEqual([['1', 'settled', '5.0000', '8.0000', '-3.0000', flags]]);
    wallet.nowMs += DAY_MS;
    expect(await closeOverdue()).toBe(0);
  });

  test('takes a late cancel, which gives the stake back, and is cancelled then', async () => {
    await bet(1);
    wallet.nowMs += DAY_MS;
    await closeOverdue();
    expect((await send('cancel', 1)).body).toMatchObject({ result: 1, credit: 100_000 });
    const flags = 'timed-out,round-closed';
    expect(await bets()).toEqual([['1', 'cancelled', '0.0000', '0.0000', '0.0000', flags]]);
  });

  test('counts a bet that comes into it later at once', async () => {
    await bet(1, { round_id: 1 });
    wallet.nowMs += DAY_MS;
    await closeOverdue();
    await bet(2, { round_id: 1 });
    expect(await bets()).toEqual([['1', 'settled', '10.0000', '0.0000', '10.0000', 'timed-out']]);
  });

  test('gets a late win without a round only where no bet is open', async () => {
    await bet(1);
    wallet.nowMs += DAY_MS;
    await closeOverdue();
    await bet(2);
    await win(3);
    await win(4);
    const wins = wallet.entries.filter(({ kind }) => kind === 'win');
    expect(wins.map(({ round, flags }) => [round, flags])).toEqual([
      [2n, []],
      [1n, ['round-closed']],
    ]);
  });

  test('waits as long after its newest bet', async () => {
    await bet(1, { round_id: 1 });
    wallet.nowMs += 20 * HOUR_MS;
    await bet(2, { round_id: 1 });
    wallet.nowMs += 4 * HOUR_MS;
    expect(await closeOverdue()).toBe(0);
    wallet.nowMs += 20 * HOUR_MS - 1;
    expect(await closeOverdue()).toBe(0);
    wallet.nowMs += 1;
    expect(await closeOverdue()).toBe(1);
  });

  test('is closed with what was not cancelled of it, and not at all where all was', async () => {
    await bet(1, { round_id: 1 });
    await bet(2, { round_id: 1, bet: 70 });
    await send('cancel', 2);
    await bet(3);
    await send('cancel', 3);
    wallet.nowMs += DAY_MS;
    expect(await closeOverdue()).toBe(1);
    expect(await bets()).toEqual([
      ['1', 'settled', '5.0000', '0.0000', '5.0000', 'timed-out'],
      ['3', 'cancelled', '0.0000', '0.0000', '0.0000', null],
    ]);
  });

  test('of two players who named the same one is two', async () => {
    await wallet.openSession({ code: 's2', playerId: 'p2' });
    await wallet.deposit(5000n, 'p2');
    await bet(1, { round_id: 9 });
    await bet(2, { round_id: 9, code: 's2' });
    await win(3, { round_id: 9 });
    wallet.nowMs += DAY_MS;
    expect(await closeOverdue()).toBe(1);
    expect(wallet.wallet.journal.closures.after(0n, 9)).toMatchObject([{ playerId: 'p2' }]);
  });

  test('is among thousands found in steps, each closed once, after a time at which nobody looked', async () => {
    const bets = Array.from({ length: 2500 }, (_, i) => BigInt(i) + 1n);
    const won = bets.filter((id) => id % 2n === 0n);
    const stake = { type: 'bet', code: 's1', game: 1n, amount: 1n, roundId: null } as const;
    const lost = { type: 'win', code: 's1', game: 1n, amount: 0n } as const;
    await Promise.all([
      ...bets.map((id) => wallet.wallet.answer({ ...stake, id })),
      ...won.map((id) => wallet.wallet.answer({ ...lost, id: id + 10_000n, roundId: id })),
    ]);
    wallet.nowMs += 3 * DAY_MS;
    const steps: number[] = [];
    for (let isBehind = true; isBehind; ) {
      const { ok } = await wallet.wallet.call('closeOverdue', BigInt(DAY_MS) * 1000n);
      steps.push(ok.closed);
      isBehind = ok.isBehind;
    }
    expect(Math.max(...steps)).toBeLessThanOrEqual(100);
    expect(wallet.wallet.journal.closures.end.seq).toBe(1250n);
    await shipper.ship();
    expect(
      await warehouse.db.one(
        "select count(*)::integer as n from ggr.bets where flags = 'timed-out' and payout = 0",
      ),
    ).toEqual({ n: 1250 });
    expect((await prove(wallet.path, warehouse.db)).faults).toEqual([]);
  });
});

describe('a clock', () => {
  test('that was years ahead when a bet came holds up neither that round nor later ones', async () => {
    const { nowMs } = wallet;
    await bet(1);
    wallet.nowMs = nowMs + 5 * 365 * DAY_MS;
    await bet(2);
    wallet.nowMs = nowMs + HOUR_MS;
    await bet(3);
    wallet.nowMs = nowMs + DAY_MS;
    expect(await closeOverdue()).toBe(2);
    wallet.nowMs += HOUR_MS;
    expect(await closeOverdue()).toBe(1);
    expect(closed().map(([round]) => round)).toEqual([1n, 2n, 3n]);
  });

  test('that was an hour ahead delays a round by that hour, and no more than the time once again', async () => {
    wallet.nowMs += HOUR_MS;
    await bet(1);
    wallet.nowMs -= HOUR_MS;
    await bet(2);
    wallet.nowMs += DAY_MS;
    await closeOverdue();
    expect(closed().map(([round]) => round)).toEqual([2n]);
    wallet.nowMs += HOUR_MS;
    expect(await closeOverdue()).toBe(1);
  });
});

test('a time that is set anew holds for the rounds that wait already', async () => {
  await bet(1);
  wallet.nowMs += 13 * HOUR_MS;
  await closeOverdue();
  expect(await closeOverdue(48 * HOUR_MS)).toBe(0);
  wallet.nowMs += 20 * HOUR_MS;
  expect(await closeOverdue(48 * HOUR_MS)).toBe(0);
  expect(await closeOverdue(HOUR_MS)).toBe(1);
});

test('the status counts the rounds that are open past half of their time, and names no player', async () => {
  await bet(1);
  await bet(2);
  wallet.nowMs += 11 * HOUR_MS;
  await bet(3);
  const waiting = async () => {
    await closeOverdue();
    return readWaiting(wallet.wallet.journal);
  };
  expect(await waiting()).toMatchObject({ waiting: [] });
  wallet.nowMs += HOUR_MS;
  const since = BigInt(Date.UTC(2025, 2, 1, 12)) * 1000n;
  const told = await waiting();
  expect(told.waiting).toEqual([
    { currency: 'EUR', round: 1n, since },
    { currency: 'EUR', round: 2n, since },
  ]);
  await win(4, { round_id: 1 });
  await close(2n);
  expect(await waiting()).toEqual({ waiting: [], closed: { 'timed-out': 0, 'closed-by-hand': 1 } });
});

describe('a closure', () => {
  const tamper = (statements: string) => {
    const db = new DatabaseSync(wallet.path);
    db.exec('drop trigger closures_are_never_changed; drop trigger closures_are_never_deleted');
    db.exec(statements);
    db.exec(`create trigger closures_are_never_changed before update on closures
             begin select raise(abort, 'closures of the journal are never changed'); end;
             create trigger closures_are_never_deleted before delete on closures
             begin select raise(abort, 'closures of the journal are never deleted'); end`);
    db.close();
  };
  beforeEach(async () => {
    for (const id of [1, 2, 3]) await bet(id);
    await close(1n, { closedBy: 'ann', reason: 'the game is gone' });
    await close(2n);
    wallet.nowMs += DAY_MS;
    await closeOverdue();
  });
  const rows = () =>
    warehouse.db.many(
      `select closure::integer as closure, round::integer as round, cause, closed_by, reason, after_seq::integer as after_seq
         from wallet.closed_rounds order by rowid`,
    );

  test('stands in wallet.closed_rounds once, whoever ships how often', async () => {
    const other = new Shipper(warehouse, wallet.path);
    await Promise.all([shipper.ship(), other.ship(), shipper.ship()]);
    await other.close();
    const common = { after_seq: 4, closed_by: null, reason: null };
    expect(await rows()).toEqual([
      {
        closure: 1,
        round: 1,
        cause: 'closed-by-hand',
        closed_by: 'ann',
        reason: 'the game is gone',
        after_seq: 4,
      },
      { closure: 2, round: 2, cause: 'closed-by-hand', ...common },
      { closure: 3, round: 3, cause: 'timed-out', ...common },
    ]);
    expect((await prove(wallet.path, warehouse.db)).faults).toEqual([]);
  });

  test('that the journal lost keeps the wallet from serving, and comes back from the warehouse', async () => {
    await shipper.ship();
    await wallet.close();
    tamper('delete from closures where number > 1');
    const end = await ledgerEnd(warehouse.db);
    const open = () => Wallet.open({ path: wallet.path, warehouse: end, now: () => wallet.nowMs });
    await expect(open()).rejects.toThrow(IntegrityError);
    await expect(open()).rejects.toThrow(
      'the journal ends with closure 1 of a round, but the warehouse has seen closure 3',
    );
    const journal = Journal.open(wallet.path);
    expect(await restore(warehouse.db, journal, 1n)).toEqual({
      restored: 0n,
      closures: 2n,
      acts: 0n,
      sessionsFromEntries: 0,
      lost: undefined,
      isMarked: true,
    });
    journal.close();
    await (await open()).close();
    await wallet.open();
    expect(closed().map(([round]) => round)).toEqual([1n, 2n, 3n]);
    expect((await prove(wallet.path, warehouse.db)).faults).toEqual([]);
  });

  test('that was changed in the journal is found by a start and by verify', async () => {
    await shipper.ship();
    await wallet.close();
    tamper("update closures set reason = 'another' where number = 1");
    const message =
      'closure 1 of a round in the journal does not follow from the one before it: one was changed';
    await expect(wallet.open()).rejects.toThrow(message);
    expect((await prove(wallet.path, warehouse.db)).faults).toEqual([
      { code: 'chain-broken', message },
    ]);
  });

  test.each([
    ["cause = 'timed-out' where closure = 1", 'does not have the hash of what it says'],
    ['closure = 9 where closure = 2', 'does not follow the one before it'],
    ['after_seq = 9 where closure = 2', 'after entries that wallet.ledger does not hold'],
  ])('that was changed in the warehouse is found: %s', async (change, says) => {
    await shipper.ship();
    await warehouse.db.run(`update wallet.closed_rounds set ${change}`);
    const { faults } = await prove(wallet.path, warehouse.db);
    expect(faults.map(({ message }) => message).join('\n')).toContain(says);
  });

  test('is refused by the journal for a round that was closed, and never changed or deleted there', async () => {
    await wallet.close();
    const db = new DatabaseSync(wallet.path);
    expect(() => db.exec('update closures set number = 7')).toThrow('never changed');
    expect(() => db.exec('delete from closures')).toThrow('never deleted');
    expect(() =>
      db.exec(
        `insert into closures select 9, currency, round, player_id, cause, null, null, 4, 5, hash from closures where number = 1`,
      ),
    ).toThrow('UNIQUE');
    db.close();
  });
});

test('a journal of version 0.1 is read as it is, and brought to this one with its rounds when it is written', async () => {
  await bet(1);
  await wallet.close();
  const db = new DatabaseSync(wallet.path);
  db.exec(`${TO_SCHEMA_2} drop table closures; drop table waiting; drop table swept; drop index bets_of_player;
           create index unnumbered_bets on entries (code, game, seq) where kind = 'bet' and round_id is null;
           pragma user_version = 1`);
  db.close();
  expect((await prove(wallet.path, undefined)).faults).toEqual([]);
  await wallet.open();
  wallet.nowMs += DAY_MS;
  expect(await closeOverdue()).toBe(1);
  const schema = (text: string) =>
    text.replaceAll(/--.*$/gm, '').replaceAll(/\s+/g, ' ').trim().toLowerCase();
  await wallet.close();
  const upgraded = new DatabaseSync(wallet.path);
  const made = upgraded.prepare("select sql from sqlite_schema where name = 'closures'").get();
  upgraded.close();
  expect(schema(sql('journal/000002-closures'))).toContain(schema(String(made?.sql)));
  await wallet.open();
});
