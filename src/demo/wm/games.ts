import type { Random } from '../random.ts';

/** A place on the table a player may bet on. */
export interface WmSide {
  readonly code: string;
  /** What a win pays for 1. */
  readonly odds: bigint;
  /** How often it wins, in any unit. */
  readonly weight: number;
}

/** A game as this vendor plays it. */
export interface WmGame {
  readonly gid: string;
  readonly gname: string;
  readonly sides: readonly WmSide[];
  /** The first two sides are against each other and get their stake back when 'Tie' wins. */
  readonly opposite: boolean;
  /** A win pays, and a loss costs, the stake so many times at most (niuniu). */
  readonly maxMultiple: number;
  readonly shows: 'cards' | 'number' | 'dice';
}

const side = (code: string, odds = 1n, weight = 10): WmSide => ({ code, odds, weight });
const against = (left: string, right: string, tieWeight = 2): readonly WmSide[] => [
  side(left),
  side(right),
  side('Tie', 8n, tieWeight),
];

const PLAIN = { opposite: false, maxMultiple: 1, shows: 'cards' } as const;

function game(
  gid: string,
  gname: string,
  { sides, ...more }: Partial<WmGame> & Pick<WmGame, 'sides'>,
): WmGame {
  return { gid, gname, sides, ...PLAIN, ...more };
}

/** The known games, and 199, which stands in no document: new games come without notice. */
export const WM_GAMES: readonly WmGame[] = [
  game('101', 'Baccarat', { sides: against('Banker', 'Player'), opposite: true }),
  game('102', 'Dragon Tiger', { sides: against('Dragon', 'Tiger'), opposite: true }),
  game('103', 'Roulette', {
    sides: [side('Red', 1n, 18), side('Black', 1n, 18), side('17', 35n, 1)],
    shows: 'number',
  }),
  game('104', 'Sic Bo', {
    sides: [side('Big'), side('Small'), side('Triple', 24n, 1)],
    shows: 'dice',
  }),
  game('105', 'Niuniu', { sides: [side('Player1Double'), side('BankerDouble')], maxMultiple: 5 }),
  game('106', 'Samgong', { sides: [side('Player1'), side('Banker')] }),
  game('107', 'Fantan', {
    sides: ['1', '2', '3', '4'].map((code) => side(code, 3n)),
    shows: 'number',
  }),
  game('108', 'Sedie', { sides: [side('Odd'), side('Even')], shows: 'number' }),
  game('110', 'Fish-Prawn-Crab', {
    sides: [side('Fish', 5n), side('Prawn', 5n), side('Crab', 5n)],
    shows: 'dice',
  }),
  game('111', 'Golden Flower', { sides: [side('Dragon'), side('Phoenix')] }),
  game('112', 'Wenzhou Pai Gow', { sides: [side('Banker'), side('Player1')] }),
  game('113', 'Mahjong Tiles', { sides: [side('Banker'), side('Player1')] }),
  game('128', 'Andar Bahar', { sides: [side('Andar'), side('Bahar')] }),
  game('199', 'Lucky Wheel', {
    sides: [side('Gold', 9n, 1), side('Silver', 1n, 9)],
    shows: 'number',
  }),
];

/** How a round ended. */
export interface WmOutcome {
  readonly winner: string;
  readonly multiple: number;
  readonly cancelled: boolean;
  readonly gameResult: string;
}

/** What a cancelled round shows (wm.txt, Get Date Time Report, gameResult). */
export const CANCELLED = 'The council canceled';

/** Plays a round; `not` is a winner it must not have, for a round that is judged again. */
export function playRound(game: WmGame, random: Random, not?: string): WmOutcome {
  const sides = game.sides.filter((side) => side.code !== not);
  const winner = random.pick(sides.flatMap((side) => Array<WmSide>(side.weight).fill(side))).code;
  const multiple = random.int(1, game.maxMultiple);
  const cancelled = random.int(1, 200) === 1;
  return {
    winner,
    multiple,
    cancelled,
    gameResult: cancelled ? CANCELLED : tableText(game, random),
  };
}

function tableText(game: WmGame, random: Random): string {
  if (game.shows === 'number') return String(random.int(1, 36));
  if (game.shows === 'dice') return Array.from({ length: 3 }, () => random.int(1, 6)).join(',');
  return game.sides
    .slice(0, 2)
    .map((side) => `${side.code}:${card(random)}${card(random)}`)
    .join('');
}

function card(random: Random): string {
  const rank = random.pick(['A', '2', '3', '4', '5', '6', '7', '8', '9', '10', 'J', 'Q', 'K']);
  return random.pick(['♦', '♥', '♠', '♣']) + rank;
}

/** What a bet brings: `gross` before the 5 % taken off a Banker's win, `net` after; 1/10000. */
export function payOut(
  game: WmGame,
  bet: { bet: bigint; betCode: string; commission: '0' | '1' },
  outcome: WmOutcome,
): { gross: bigint; net: bigint } {
  const side = game.sides.find((one) => one.code === bet.betCode);
  const pushed = game.opposite && outcome.winner === 'Tie' && bet.betCode !== 'Tie';
  if (outcome.cancelled || pushed || side === undefined) return { gross: 0n, net: 0n };
  const times = BigInt(outcome.multiple);
  if (outcome.winner !== bet.betCode) return { gross: -bet.bet * times, net: -bet.bet * times };
  const gross = bet.bet * side.odds * times;
  const charged = bet.betCode === 'Banker' && bet.commission === '0';
  return { gross, net: charged ? (gross * 95n) / 100n : gross };
}
