/** Whether every credit is the sum of its entries, in memory that does not grow with the journal. */
import { crc32 } from 'node:zlib';
import type { IntegrityFault } from './integrity-fault.ts';
import type { Journal } from './journal.ts';

/** Credits that are summed at once, 60 MB; with more of them the entries are read once for each so many. */
const MOST_AT_ONCE = 250_000;
const CHUNK = 5000n;
const MOST_SAID = 20;

type Totals = Map<string, bigint>;

/** `seen` hears of entries that were summed. Rows that are written meanwhile are taken in at the end. */
export function compareBalances(
  journal: Journal,
  seen: (entries: number) => void = () => {},
  most = MOST_AT_ONCE,
): IntegrityFault[] {
  const credits = Number(journal.file.get('count-balances')?.[0] ?? 0n);
  const parts = Math.floor(credits / most) + 1;
  const faults: IntegrityFault[] = [];
  for (let part = 0; part < parts && faults.length < MOST_SAID; part += 1) {
    const isOurs = (key: string) => parts === 1 || crc32(key) % parts === part;
    const totals: Totals = new Map();
    const until = journal.readEnd().seq;
    for (let from = 0n; from < until; from += CHUNK) {
      const to = from + CHUNK < until ? from + CHUNK : until;
      add(journal, totals, { from, to, isOurs });
      seen(Number(to - from) / parts);
    }
    faults.push(...journal.file.snapshot(() => compare(journal, totals, { until, isOurs })));
  }
  return faults.slice(0, MOST_SAID);
}

interface Stretch {
  readonly from: bigint;
  readonly to: bigint;
  readonly isOurs: (key: string) => boolean;
}

function add({ file }: Journal, totals: Totals, { from, to, isOurs }: Stretch): void {
  for (const [player, currency, amount] of file.all('list-amounts', from, to)) {
    const key = `${currency} ${player}`;
    if (isOurs(key)) totals.set(key, (totals.get(key) ?? 0n) + (amount as bigint));
  }
}

/** At one moment: what came after `until` belongs to the credits that stand now. */
function compare(
  journal: Journal,
  totals: Totals,
  { until, isOurs }: { readonly until: bigint; readonly isOurs: Stretch['isOurs'] },
): IntegrityFault[] {
  add(journal, totals, { from: until, to: journal.readEnd().seq, isOurs });
  const faults: IntegrityFault[] = [];
  for (const [player, currency, balance] of journal.file.iterate('scan-balances')) {
    const key = `${currency} ${player}`;
    if (!isOurs(key)) continue;
    const total = totals.get(key) ?? 0n;
    totals.delete(key);
    if (total !== balance && faults.length < MOST_SAID) faults.push(differs(key, balance, total));
  }
  for (const [key, total] of totals) {
    if (total !== 0n && faults.length < MOST_SAID) faults.push(differs(key, 0n, total));
  }
  return faults;
}

// no player is named: the message may end in a log
function differs(key: string, balance: unknown, total: bigint): IntegrityFault {
  return {
    code: 'balance-differs',
    message: `a ${key.split(' ')[0]} balance is ${balance} cents where its entries sum to ${total}`,
  };
}
