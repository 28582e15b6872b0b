/** A journal with something of everything, what may be asked of it, and bytes that rot in its file. */
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { inspect } from 'node:util';
import { WalletError } from '../../src/contract/errors.ts';
import { Journal } from '../../src/wallet/journal.ts';
import { JournalFault } from '../../src/wallet/journal-file.ts';
import { readMark } from '../../src/wallet/mark.ts';
import type { GameRequest } from '../../src/wallet/rules.ts';
import { markPath, Wallet } from '../../src/wallet/wallet.ts';
import { checkWhole } from '../../src/wallet/whole-integrity.ts';

const PAGE = 4096;
const PLAYERS = 40;
const ROUNDS = 12;
const DAY = 86_400_000_000n;
const NOW_MS = Date.UTC(2025, 2, 1);
/** A table or an index whose every row is compared, in the order of its own pages. */
const READINGS = `
  select 'select * from ' || name || ' not indexed' as reading from sqlite_schema
   where type = 'table' and name not in ('notes', 'shipped', 'swept')
  union all
  select 'select ' || (select group_concat(coalesce(name, 'rowid')) from pragma_index_xinfo(i.name)) || ' from ' || tbl_name ||
         ' indexed by ' || name || coalesce(substr(sql, instr(sql, ' where ')) , '')
    from sqlite_schema as i where type = 'index' and sql is not null and instr(sql, ' where ') > 0
  union all
  select 'select ' || (select group_concat(coalesce(name, 'rowid')) from pragma_index_xinfo(i.name)) || ' from ' || tbl_name ||
         ' indexed by ' || name
    from sqlite_schema as i where type = 'index' and sql is not null and instr(sql, ' where ') = 0`;

type Ask = (wallet: Wallet) => Promise<unknown>;

const open = (path: string, nowMs = NOW_MS) =>
  // a start that looked at no entry: all of this journal is as old as what a start does not look at
  Wallet.open({ path, warehouse: undefined, now: () => nowMs, tail: 0n });

/** Makes one of some hundred pages: bets, wins, cancels, tombstones, closures, sessions, blocks, rounds that wait. */
export async function makeJournal(path: string): Promise<void> {
  const wallet = await open(path);
  const players = Array.from({ length: PLAYERS }, (_, i) => `player-${i}`);
  await Promise.all(players.flatMap((player, i) => enter(wallet, player, i)));
  await Promise.all(players.flatMap((_, i) => play(wallet, i)));
  await wallet.close();
  const later = await open(path, NOW_MS + 100_000_000);
  for (let isBehind = true; isBehind; ) {
    isBehind = (await later.call('closeOverdue', DAY)).ok.isBehind;
  }
  await Promise.all(players.flatMap((_, i) => play(later, i, 1n)));
  await later.close();
  const last = await open(path, NOW_MS + 160_000_000);
  await last.call('closeOverdue', DAY); // waits, and is not closed yet
  const round = { currency: 'EUR', round: idOf(3, 1, 1n), playerId: null };
  await last.call('closeRound', { ...round, closedBy: 'ann', reason: 'gone' });
  await last.close();
}

function enter(wallet: Wallet, playerId: string, i: number): Promise<unknown>[] {
  const session = { playerId, currency: 'EUR', expiresAt: null };
  return [
    wallet.call('openSession', { ...session, code: `code-${i}` }),
    wallet.call('openSession', { ...session, code: `old-${i}`, expiresAt: 1n }),
    wallet.call('closeSession', `old-${i}`),
    wallet.call('transfer', { playerId, currency: 'EUR', amount: 100_000n, key: `key-${i}` }),
    ...(i % 7 === 6 ? [wallet.call('block', { playerId, isBlocked: true })] : []),
  ];
}

const idOf = (player: number, round: number, part: bigint) =>
  (BigInt(player * 1000 + round) * 2_654_435_761n + part * 0x1_0000_0000_0000n) % 2n ** 63n;

function play(wallet: Wallet, player: number, part = 0n): Promise<unknown>[] {
  const of = { code: `code-${player}`, game: BigInt(player % 3), roundId: null } as const;
  return Array.from({ length: ROUNDS }, (_, round) => {
    const id = idOf(player, round, part);
    const asked: GameRequest[] = [{ type: 'bet', ...of, id, amount: 100n }];
    if (round % 4 === 0) asked.push({ type: 'win', ...of, roundId: id, id: id + 1n, amount: 90n });
    if (round % 4 === 2) asked.push({ type: 'cancel', code: of.code, id });
    if (round % 4 === 3) asked.push({ type: 'cancel', code: of.code, id: id + 3n });
    return asked.map((each) => wallet.answer(each));
  }).flat();
}

/** All that was ever asked once more, and something new: in the order in which it is asked. */
export function questions(): readonly Ask[] {
  const asks: Ask[] = [];
  for (let i = 0; i < PLAYERS; i += 1) {
    const playerId = `player-${i}`;
    const transfer = { playerId, currency: 'EUR', amount: 100_000n };
    asks.push(
      (wallet) => Promise.all([...play(wallet, i), ...play(wallet, i, 1n)]),
      (wallet) => wallet.call('transfer', { ...transfer, key: `key-${i}` }),
      (wallet) => wallet.call('balances', playerId),
      (wallet) => wallet.answer({ type: 'credit', code: `code-${i}` }),
      (wallet) => wallet.answer({ type: 'credit', code: `old-${i}` }),
      (wallet) => wallet.answer({ type: 'credit', code: `never-${i}` }),
      (wallet) => wallet.call('balances', `nobody-${i}`),
      (wallet) => wallet.call('openSession', { ...OTHER, code: `old-${i}` }),
      (wallet) => wallet.call('transfer', { ...transfer, amount: 5n, key: `new-${i}` }),
      (wallet) => Promise.all(play(wallet, i, 2n)),
    );
  }
  return asks;
}
const OTHER = { playerId: 'other', currency: 'EUR', expiresAt: null };

/** The answers, up to the first that the wallet refuses to give; undefined from there on, of it and of all others. */
export async function answers(path: string): Promise<(string | undefined)[]> {
  const asks = questions();
  const wallet = await open(path).catch(unlessSaid);
  if (!wallet) return asks.map(() => undefined);
  const said: (string | undefined)[] = [];
  for (const ask of asks) {
    const answer = await ask(wallet).catch(unlessSaid);
    said.push(answer === undefined ? undefined : inspect(heard(answer), { depth: 9 }));
  }
  await wallet.close();
  return said;
}

/** What goes out to whoever asked: the entry that was made is for those who count. */
function heard(answer: unknown): unknown {
  if (Array.isArray(answer)) return answer.map(heard);
  return typeof answer === 'object' && answer !== null ? { ...answer, made: undefined } : answer;
}

function unlessSaid(error: unknown): undefined {
  if (!(error instanceof WalletError)) throw error;
}

/** What `ggr wallet verify` says of it. */
export function verify(path: string): string[] {
  try {
    const journal = Journal.openReadOnly(path);
    const mark = readMark(markPath(path));
    const faults = checkWhole({ journal, mark, warehouse: undefined, shipped: 0n });
    journal.close();
    return faults.map(({ message }) => message);
  } catch (error) {
    if (error instanceof JournalFault) return [error.message];
    throw error;
  }
}

/** All that its tables and indexes hold, by itself and in their order; undefined where not all of it can be read. */
export function contents(path: string): string | undefined {
  const db = new DatabaseSync(path, { readOnly: true });
  try {
    const readings = db.prepare(READINGS).all() as { reading: string }[];
    return inspect(
      readings.map(({ reading }) => {
        const statement = db.prepare(reading);
        statement.setReadBigInts(true);
        return [reading, statement.all()];
      }),
      { depth: 9, maxArrayLength: null },
    );
  } catch {
    return undefined;
  } finally {
    db.close();
  }
}

/** A copy in which one byte has other bits. */
export function rot(path: string, to: string, { at, bits }: { at: number; bits: number }): void {
  rotInto(path, to, { at, bits });
  copyFileSync(markPath(path), markPath(to));
}

/** One byte of a file gets other bits. */
export function flip(path: string, at: number): void {
  rotInto(path, path, { at, bits: 0x11 });
}

function rotInto(path: string, to: string, { at, bits }: { at: number; bits: number }): void {
  const bytes = readFileSync(path);
  bytes[at] = (bytes[at] ?? 0) ^ bits;
  writeFileSync(to, bytes);
}

/** Where a value stands in the last leaf of a table or an index: in the middle of its middle cell. */
export function placeIn(path: string, name: string): number {
  const { start, end } = cellIn(path, name);
  return Math.floor((start + end) / 2);
}

/** The middle cell of the last leaf of a table or an index: its bytes, the end excluded. */
export function cellIn(path: string, name: string): { start: number; end: number } {
  const db = new DatabaseSync(path, { readOnly: true });
  const row = db
    .prepare("select max(pageno) as page from dbstat where name = ? and pagetype = 'leaf'")
    .get(name);
  db.close();
  const base = (Number(row?.page) - 1) * PAGE;
  const page = readFileSync(path).subarray(base, base + PAGE);
  const cells = page.readUInt16BE(3);
  const offsets = Array.from({ length: cells }, (_, i) => page.readUInt16BE(8 + 2 * i)).sort(
    (a, b) => a - b,
  );
  const [cell = 0, next = PAGE] = offsets.slice(Math.floor(cells / 2));
  return { start: base + cell, end: base + next };
}

/** What a journal knows of every session, by code; where it says that it is damaged, that instead. */
export function sessionsOf(path: string): string[] {
  return Array.from({ length: PLAYERS }, (_, i) => {
    try {
      const journal = Journal.openReadOnly(path);
      try {
        return inspect(journal.session(`code-${i}`));
      } finally {
        journal.close();
      }
    } catch (error) {
      if (error instanceof JournalFault) return SAID;
      throw error;
    }
  });
}
export const SAID = 'it is damaged';
