/** One outcome of a bet. A resettled bet has several; the newest one counts. Amounts: 1/10000. */
export interface WmSettlement {
  /** The vendor's update time (settime), epoch ms, whole seconds. */
  readonly settleMs: number;
  /** `reset` Y: not the first outcome. */
  readonly reset: boolean;
  readonly validbet: bigint;
  /** The rebate. */
  readonly water: bigint;
  readonly waterbet: bigint;
  readonly result: bigint;
  /** The player's net. */
  readonly winLoss: bigint;
  readonly gameResult: string;
}

/** A bet with all its outcomes, those still to come as well. Amounts: 1/10000. */
export interface WmBet {
  readonly betId: string;
  readonly user: string;
  /** Epoch ms, whole seconds. */
  readonly betMs: number;
  /** Null where the row has none. */
  readonly beforeCash: bigint | null;
  readonly bet: bigint;
  readonly betCode: string;
  readonly betResult: string;
  readonly ip: string;
  readonly gid: string;
  readonly gname: string;
  /** `event` and `round`. */
  readonly event: string;
  /** `eventChild` and `subround`. */
  readonly eventChild: string;
  readonly tableId: string;
  /** A type of table, not money: '1' is No Commission. */
  readonly commission: '0' | '1';
  /** Shown as betwalletid and resultwalletid, if any. */
  readonly walletId: string | null;
  /** In the order of settleMs; none at all: open for ever. */
  readonly versions: readonly WmSettlement[];
}

/** A bet with its newest visible outcome. */
export interface WmSettledBet extends WmBet, WmSettlement {}

/** What a given bet needs; all else has a default. */
export type WmBetInput = Partial<Omit<WmBet, 'versions'>> &
  Pick<WmBet, 'betId' | 'user' | 'betMs'> & {
    /** Default: one, 20 s after the bet, lost. `[]` stays open. */
    readonly versions?: readonly (Partial<WmSettlement> & { settleMs: number })[];
  };

/** A tip (wm.txt, Get Tip Report). Amounts: 1/10000, `tip` positive. */
export interface WmTip {
  readonly betId: string;
  readonly id: string;
  readonly user: string;
  /** Epoch ms, whole seconds. */
  readonly betMs: number;
  readonly tip: bigint;
  readonly ip: string;
  readonly gid: string;
  readonly gname: string;
  readonly event: string;
  readonly eventChild: string;
  readonly tableId: string;
}

/** What a given tip needs. */
export type WmTipInput = Partial<WmTip> & Pick<WmTip, 'betId' | 'user' | 'betMs' | 'tip'>;

/** A change of a player's balance (wm.txt, Get Member Trade Report). Amounts: 1/10000. */
export interface WmTransfer {
  readonly orderId: string;
  readonly user: string;
  /** Epoch ms, whole seconds. */
  readonly addMs: number;
  /** Negative where points were taken out. */
  readonly money: bigint;
  readonly opCode: 121 | 122;
  /** The balance after it. */
  readonly subtotal: bigint;
  /** The operator's own number. */
  readonly orderNum: string;
}

const place = {
  ip: '203.0.113.7',
  gid: '101',
  gname: 'Baccarat',
  event: '112000001',
  eventChild: '12',
  tableId: '1',
};

/** Completes a given bet; a bet of 20.0000 on Banker, unless told otherwise. */
export function completeBet(input: WmBetInput): WmBet {
  const bet = input.bet ?? 200_000n;
  const versions = input.versions ?? [{ settleMs: input.betMs + 20_000 }];
  return {
    ...place,
    beforeCash: 5_000_000n,
    betCode: 'Banker',
    betResult: 'Banker',
    commission: '0',
    walletId: null,
    ...input,
    bet,
    versions: versions.map((version, index) => ({
      ...lostSettlement(bet),
      reset: index > 0,
      ...version,
    })),
  };
}

/** Completes a given tip. */
export function completeTip(input: WmTipInput): WmTip {
  return { ...place, id: input.betId, ...input };
}

/** The outcome of a lost bet, at no time yet. */
export function lostSettlement(bet: bigint): Omit<WmSettlement, 'settleMs'> {
  return {
    reset: false,
    validbet: bet,
    water: 0n,
    waterbet: bet,
    result: -bet,
    winLoss: -bet,
    gameResult: 'Banker:♦3♦3Player:♥9♣10',
  };
}
