/** The thread of follow.ts. */
import { parentPort, workerData } from 'node:worker_threads';
import type { FollowRequest, FromFollower } from './follow.ts';
import { Journal } from './journal.ts';
import { JournalFault } from './journal-file.ts';
import { checkWhole } from './whole-integrity.ts';

const { path, ...witnesses } = workerData as FollowRequest;
const post = (message: FromFollower) => parentPort?.postMessage(message);

try {
  const journal = Journal.openReadOnly(path);
  const upTo = witnesses.warehouse?.seq ?? 0n;
  const faults = checkWhole({ journal, ...witnesses });
  const sums = journal.file.all('sum-entries', upTo).map(([currency, entries, billions, rest]) => {
    const sum = (billions as bigint) * 1_000_000_000n + (rest as bigint);
    return `${currency} ${entries} ${sum}`;
  });
  post({ seq: journal.end.seq, faults, sums });
  journal.close();
} catch (error) {
  if (!(error instanceof JournalFault)) throw error;
  post({ unusable: error.message });
}
