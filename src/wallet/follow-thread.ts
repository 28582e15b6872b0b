/** The thread of follow.ts. */
import { parentPort, workerData } from 'node:worker_threads';
import type { FollowRequest, FromFollower } from './follow.ts';
import { Journal } from './journal.ts';
import { JournalDamage, JournalFault } from './journal-file.ts';
import { sumsOf } from './sums.ts';
import { checkWhole } from './whole-integrity.ts';

/** Each entry is looked at twice: its chain and indexes, and its credit. */
const LOOKS = 2;
/** Of a hundred parts of the work. */
const SAY_EVERY = 0.01;

const { path, ...witnesses } = workerData as FollowRequest;
const post = (message: FromFollower) => parentPort?.postMessage(message);

try {
  const journal = Journal.openReadOnly(path);
  const upTo = witnesses.warehouse?.seq ?? 0n;
  const faults = checkWhole({ journal, ...witnesses }, progress(Number(journal.end.seq)));
  post({ seq: journal.end.seq, faults, sums: legibleSums(journal, upTo) });
  journal.close();
} catch (error) {
  if (!(error instanceof JournalFault)) throw error;
  post({ unusable: error.message });
}

function progress(entries: number): (seen: number) => void {
  let done = 0;
  let said = 0;
  return (seen) => {
    done += seen;
    const share = done / (LOOKS * entries);
    if (share < said + SAY_EVERY) return;
    said = share;
    post({ share: Math.min(share, 1) });
  };
}

/** Of a damaged journal none: its damage is among the faults. */
function legibleSums(journal: Journal, upTo: bigint): string[] {
  try {
    return sumsOf(journal, upTo);
  } catch (error) {
    if (error instanceof JournalDamage) return [];
    throw error;
  }
}
