/** The kinds of rounds that are played, each as the document lets it happen, and how often. */
import type { Cents } from './book.ts';
import type { Round, Seat } from './seat.ts';

const STAKES: readonly Cents[] = [0n, 10n, 20n, 50n, 100n, 100n, 250n, 500n, 2000n];
/** Payouts in hundredths of the stake; with free rounds and late wins they come to some 90 %. */
const RETURNS: readonly bigint[] = [0n, 0n, 0n, 0n, 0n, 35n, 80n, 120n, 205n, 400n];
const GAMES = [1012, 1014, 1053, 2001];
/** Before this share of rounds an old request comes once more. */
const OLD_AGAIN_SHARE = 0.05;
const ROUNDS_UNTIL_LATE = { fewest: 2, most: 12 };

/** What remains to be done of a round, after so many other rounds of the seat. */
export interface Later {
  readonly afterRounds: number;
  readonly play: () => Promise<void>;
}

type Play = (seat: Seat) => Promise<Later | undefined>;

const KINDS: readonly { readonly weight: number; readonly play: Play }[] = [
  { weight: 400, play: playSpin },
  { weight: 150, play: playLong },
  { weight: 40, play: playUnplaced },
  { weight: 40, play: playHalfCancelled },
  { weight: 40, play: playCancelFirst },
  { weight: 60, play: playLate },
  { weight: 15, play: playLateAfterCancel },
  { weight: 10, play: playPaidThenCancelled },
  { weight: 10, play: playFree },
  { weight: 30, play: playAboveCredit },
  { weight: 15, play: playAbandoned },
];
const WEIGHT = KINDS.reduce((sum, { weight }) => sum + weight, 0);

/** Plays one round of a random kind; what it leaves for later comes back. */
export async function playRound(seat: Seat): Promise<Later | undefined> {
  if (seat.random.next() < OLD_AGAIN_SHARE) await seat.repeatOld();
  let left = seat.random.int(1, WEIGHT);
  const kind = KINDS.find(({ weight }) => {
    left -= weight;
    return left <= 0;
  });
  return (kind?.play ?? playSpin)(seat);
}

function begin(seat: Seat, isNumbered = true): Round {
  const { random } = seat;
  const [code, game] = [random.pick(seat.codes), random.pick(GAMES)];
  return { id: seat.takeId(), code, game, isNumbered };
}

function winOf({ random }: Seat, stake: Cents): Cents {
  return (stake * random.pick(RETURNS)) / 100n;
}

function later(seat: Seat, play: () => Promise<void>): Later {
  return { afterRounds: seat.random.int(ROUNDS_UNTIL_LATE.fewest, ROUNDS_UNTIL_LATE.most), play };
}

/** One bet, one win, be it 0; half of them as the older games, whose requests name no round. */
async function playSpin(seat: Seat): Promise<undefined> {
  const round = begin(seat, seat.random.next() < 0.5);
  const stake = seat.random.pick(STAKES);
  if (await seat.bet(round, stake)) await seat.win(round, winOf(seat, stake));
}

/** Further bets in the same round, one win for all. */
async function playLong(seat: Seat): Promise<undefined> {
  const round = begin(seat);
  let staked = seat.random.pick(STAKES);
  if (!(await seat.bet(round, staked))) return;
  for (let more = seat.random.int(1, 3); more > 0; more -= 1) {
    const stake = seat.random.pick(STAKES);
    if (await seat.bet(round, stake, { id: seat.takeId() })) staked += stake;
  }
  await seat.win(round, winOf(seat, staked));
}

/** A confirmed bet that the game could not place. */
async function playUnplaced(seat: Seat): Promise<undefined> {
  const round = begin(seat, seat.random.next() < 0.5);
  const stake = seat.random.pick(STAKES);
  if (await seat.bet(round, stake)) await seat.cancel(round, round.id, stake);
}

/** The second bet is cancelled, the first one plays on. */
async function playHalfCancelled(seat: Seat): Promise<undefined> {
  const round = begin(seat);
  const [stake, second] = [seat.random.pick(STAKES), seat.random.pick(STAKES)];
  if (!(await seat.bet(round, stake))) return;
  const id = seat.takeId();
  if (await seat.bet(round, second, { id })) await seat.cancel(round, id, second);
  await seat.win(round, winOf(seat, stake));
}

/** The cancel overtakes its bet, which the wallet must then refuse. */
async function playCancelFirst(seat: Seat): Promise<undefined> {
  const round = begin(seat);
  await seat.cancel(round, round.id, 0n);
  await seat.bet(round, seat.random.pick(STAKES), { expected: 'refused' });
}

/** The win comes when the player has long been at other rounds. */
async function playLate(seat: Seat): Promise<Later | undefined> {
  const round = begin(seat);
  const stake = seat.random.pick(STAKES);
  if (!(await seat.bet(round, stake))) return;
  return later(seat, () => seat.win(round, winOf(seat, stake)));
}

/** A win for a round whose bet was cancelled meanwhile: the money is the player's all the same. */
async function playLateAfterCancel(seat: Seat): Promise<Later | undefined> {
  const round = begin(seat);
  const stake = seat.random.pick(STAKES);
  if (!(await seat.bet(round, stake))) return;
  await seat.cancel(round, round.id, stake);
  return later(seat, () => seat.win(round, 2n * stake));
}

/** The bet of a round that has paid is cancelled. */
async function playPaidThenCancelled(seat: Seat): Promise<undefined> {
  const round = begin(seat);
  const stake = seat.random.pick(STAKES);
  if (!(await seat.bet(round, stake))) return;
  await seat.win(round, winOf(seat, stake));
  await seat.cancel(round, round.id, stake);
}

/** A win without any bet, such as a free round gives. */
async function playFree(seat: Seat): Promise<undefined> {
  await seat.win(begin(seat), seat.random.pick(STAKES));
}

/** More than the player has; then the same id for what he has. */
async function playAboveCredit(seat: Seat): Promise<undefined> {
  const round = begin(seat);
  const stake = seat.random.pick(STAKES);
  await seat.bet(round, seat.credit + stake + 1n);
  if (await seat.bet(round, stake)) await seat.win(round, winOf(seat, stake));
}

/** A round whose end never comes. */
async function playAbandoned(seat: Seat): Promise<undefined> {
  const round = begin(seat);
  await seat.bet(round, seat.random.pick(STAKES));
}
