/** Whether the closures of a journal are whole: their chain, and what the warehouse has seen of it. */
import { closureHash } from './closures.ts';
import type { ChainPoint } from './entries.ts';
import type { IntegrityFault } from './integrity-fault.ts';
import type { Journal } from './journal.ts';

const CHUNK = 2000;
/** Follows the chain from a number on; `warehouse` is the newest closure there, where it could be asked. */
export function checkClosures(
  { closures }: Journal,
  warehouse: ChainPoint | undefined,
  from: bigint,
): IntegrityFault[] {
  const { end } = closures;
  if (warehouse && warehouse.seq > end.seq) {
    const message = `the journal ends with closure ${end.seq} of a round, but the warehouse has seen closure ${warehouse.seq}`;
    return [{ code: 'entries-missing', message }];
  }
  if (warehouse && !closures.hashAt(warehouse.seq)?.equals(warehouse.hash)) {
    return [broken(warehouse.seq, 'is not the one that the warehouse has seen')];
  }
  let number = from;
  let hash = closures.hashAt(from);
  if (!hash) return [broken(from, 'is missing')];
  for (let chunk = closures.after(number, CHUNK); chunk.length > 0; ) {
    for (const closure of chunk) {
      if (closure.number !== number + 1n) return [broken(number + 1n, 'is missing')];
      if (!closureHash(hash, closure).equals(closure.hash)) {
        return [broken(closure.number, 'does not follow from the one before it: one was changed')];
      }
      number = closure.number;
      hash = closure.hash;
    }
    chunk = closures.after(number, CHUNK);
  }
  return [];
}

function broken(number: bigint, what: string): IntegrityFault {
  return { code: 'chain-broken', message: `closure ${number} of a round in the journal ${what}` };
}
