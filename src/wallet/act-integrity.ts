/** Whether the operator's acts are whole: their chain, what the warehouse has seen of it, and what they made. */
import { actHash } from './acts.ts';
import type { ChainPoint } from './entries.ts';
import type { IntegrityFault } from './integrity-fault.ts';
import type { Journal } from './journal.ts';

const CHUNK = 2000;
/**
 * Follows the chain from a number on, and that sessions and players have heard of each act; `warehouse` is
 * the newest act there, where it could be asked.
 */
export function checkActs(
  { acts, file }: Journal,
  warehouse: ChainPoint | undefined,
  from: bigint,
): IntegrityFault[] {
  const { end } = acts;
  if (warehouse && warehouse.seq > end.seq) {
    const message = `the journal ends with act ${end.seq} of the operator, but the warehouse has seen act ${warehouse.seq}`;
    return [{ code: 'entries-missing', message }];
  }
  if (warehouse && !acts.hashAt(warehouse.seq)?.equals(warehouse.hash)) {
    return [broken(warehouse.seq, 'is not the one that the warehouse has seen')];
  }
  let number = from;
  let hash = acts.hashAt(from);
  if (!hash) return [broken(from, 'is missing')];
  for (let chunk = acts.after(number, CHUNK); chunk.length > 0; ) {
    const first = number;
    for (const act of chunk) {
      if (act.number !== number + 1n) return [broken(number + 1n, 'is missing')];
      if (!actHash(hash, act).equals(act.hash)) {
        return [broken(act.number, 'does not follow from the one before it: one was changed')];
      }
      number = act.number;
      hash = act.hash;
    }
    const [unheard] = file.all('compare-acts', first, number);
    if (unheard) return [unmade(unheard[0] as bigint)];
    chunk = acts.after(number, CHUNK);
  }
  return [];
}

function broken(number: bigint, what: string): IntegrityFault {
  return { code: 'chain-broken', message: `act ${number} of the operator in the journal ${what}` };
}

function unmade(number: bigint): IntegrityFault {
  const message = `the session or player of act ${number} of the operator is missing, or older than the act`;
  return { code: 'row-differs', message };
}
