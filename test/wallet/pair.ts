/** The wallet behind real HTTP beside the reference model, and what must be true of any journal. */
import { expect } from 'vitest';
import { closureHash } from '../../src/wallet/closures.ts';
import { chainHash } from '../../src/wallet/entries.ts';
import { type Reply, TestWallet } from '../support/wallet.ts';
import { type Asked, type Expected, Model } from './model.ts';
import { bodyOf, CODES, type Code, CURRENCIES, codes, PLAYERS, TIMEOUT_MS } from './scripts.ts';

/** The wallet and the model, told the same. */
export class Pair {
  readonly model = new Model();
  readonly sent: Asked[] = [];
  readonly acknowledged: { asked: Asked; untimed: string }[] = [];
  readonly wallet: TestWallet;

  constructor(wallet: TestWallet) {
    this.wallet = wallet;
  }

  static async start(): Promise<Pair> {
    const pair = new Pair(await TestWallet.start());
    for (const code of codes) await pair.open(code);
    for (const player of PLAYERS) {
      for (const currency of CURRENCIES) await pair.deposit(player, currency, 6000n);
    }
    return pair;
  }

  async open(code: Code): Promise<void> {
    const { player, currency, expiresMs } = CODES[code];
    const expiresAt = expiresMs === null ? null : BigInt(expiresMs) * 1000n;
    await this.wallet.openSession({ code, playerId: player, currency, expiresAt });
    this.model.sessions.set(code, { player, currency, expiresMs, isClosed: false });
  }

  async deposit(player: string, currency: string, amount: bigint): Promise<void> {
    await this.wallet.deposit(amount, player, currency);
    const { credits } = this.model;
    credits.set(`${player} ${currency}`, this.model.creditOf({ player, currency }) + amount);
  }

  /** Has overdue rounds closed on both sides. */
  async timeOut(): Promise<void> {
    const { wallet, nowMs } = this.wallet;
    while ((await wallet.call('closeOverdue', BigInt(TIMEOUT_MS) * 1000n)).ok.isBehind);
    this.model.timeOut(nowMs, TIMEOUT_MS);
    this.#compareClosed();
  }

  async closeByHand(currency: string, round: bigint): Promise<void> {
    const asked = { currency, round, playerId: null, closedBy: 'me', reason: null };
    const outcome = await this.wallet.wallet.call('closeRound', asked);
    const before = 'ok' in outcome && outcome.ok.isRepeat ? 'closed before' : 'closed';
    expect('ok' in outcome ? before : 'refused').toBe(this.model.closeByHand(currency, round));
    this.#compareClosed();
  }

  /** Which of several rounds that fall due together is closed first is nobody's concern. */
  #compareClosed(): void {
    const closed = this.wallet.wallet.journal.closures
      .after(0n, 10_000)
      .map(({ playerId, currency, round, cause }) => [playerId, currency, round, cause].join(' '));
    const { closed: expected } = this.model;
    expect(closed.toSorted()).toEqual(
      expected.map((it) => [it.player, it.currency, it.round, it.cause].join(' ')).toSorted(),
    );
  }

  async ask(asked: Asked): Promise<void> {
    const expected = this.model.judge(asked, this.wallet.nowMs);
    const before = this.wallet.wallet.journal.end.seq;
    const reply = await this.wallet.send(bodyOf(asked));
    expect(answered(reply, asked)).toEqual({ credit: expected.credit });
    expect(this.wallet.wallet.journal.entriesAfter(before, 10).map(movedOf)).toEqual(
      expected.moved ? [expected.moved] : [],
    );
    this.model.take(asked, expected, this.wallet.nowMs);
    this.sent.push(asked);
    if (expected.moved) this.acknowledged.push({ asked, untimed: reply.untimed });
  }
}

/** The credit of an answer in the document's shape, byte for byte; undefined: refused. */
export function answered({ status, text, untimed }: Reply, { type, code }: Asked): Expected {
  expect(status).toBe(200);
  const credit = /^\{"credit":(\d+)[,}]/.exec(text)?.[1];
  if (credit === undefined) {
    expect(JSON.parse(text)).toEqual({
      result: 0,
      err_code: expect.any(Number),
      err_desc: expect.any(String),
      time: expect.stringMatching(/^\d\d-\d\d-\d{4} \d\d:\d\d:\d\d$/),
    });
    return {};
  }
  const { player, currency } = CODES[code as Code];
  const expected =
    type === 'credit'
      ? `{"credit":${credit},"player_id":"${player}","result":1,,"currency":"${currency}"}`
      : `{"credit":${credit},"result":1,}`;
  expect(untimed).toBe(expected);
  return { credit: BigInt(credit) };
}

export type Entry = TestWallet['entries'][number];
export const movedOf = ({ kind, playerId, currency, id, amount, flags }: Entry) => ({
  kind,
  player: playerId,
  currency,
  id,
  amount,
  flags: [...flags].sort(byMeaning),
});
/** The model names the round's flags before the session's. */
const MEANING = [
  'orphan',
  'bet-cancelled',
  'round-paid',
  'round-closed',
  'session-closed',
  'session-expired',
];
const byMeaning = (a: string, b: string) => rank(a) - rank(b);
const rank = (flag: string) => (MEANING.includes(flag) ? MEANING.indexOf(flag) : MEANING.length);

/** What must be true of any journal, whatever was asked. */
export function proveJournal(wallet: TestWallet): void {
  const { entries } = wallet;
  const sums = new Map<string, bigint>();
  const ids = new Set<string>();
  let before: Buffer = Buffer.alloc(32);
  for (const [i, entry] of entries.entries()) {
    const { seq, kind, currency, id, key, playerId, amount, balanceAfter, hash } = entry;
    expect(seq).toBe(BigInt(i) + 1n);
    expect(hash.equals(chainHash(before, entry))).toBe(true);
    before = hash;
    const sum = (sums.get(`${playerId} ${currency}`) ?? 0n) + amount;
    expect(balanceAfter).toBe(sum);
    sums.set(`${playerId} ${currency}`, sum);
    const name = key ?? `${currency} ${id} ${kind === 'cancel' ? 'cancel' : 'first'}`;
    expect(ids).not.toContain(name);
    ids.add(name);
  }
  proveClosures(wallet);
  for (const [owner, sum] of sums) {
    const [player = '', currency = ''] = owner.split(' ');
    expect(sum).toBeGreaterThanOrEqual(0n);
    expect(wallet.wallet.journal.balance(player, currency)).toBe(sum);
  }
}

function proveClosures({ wallet: { journal } }: TestWallet): void {
  const rounds = new Set<string>();
  let before: Buffer = Buffer.alloc(32);
  for (const [i, closure] of journal.closures.after(0n, 10_000).entries()) {
    expect(closure.number).toBe(BigInt(i) + 1n);
    expect(closure.afterSeq).toBeLessThanOrEqual(journal.end.seq);
    expect(closure.hash.equals(closureHash(before, closure))).toBe(true);
    before = closure.hash;
    const round = `${closure.playerId} ${closure.currency} ${closure.round}`;
    expect(rounds).not.toContain(round);
    rounds.add(round);
  }
}
