/** `ggr wallet verify` and `ggr wallet restore`: whether the journal is whole, and how it becomes so again. */
import { existsSync } from 'node:fs';
import { EXIT, type ExitCode, UsageError } from '../../contract/errors.ts';
import type { Database } from '../../load/database.ts';
import type { Session } from '../../serve/session.ts';
import { toJson } from '../../transform/json.ts';
import { visible } from '../../transform/visible.ts';
import { microsOf } from '../../wallet/clock.ts';
import type { Micros } from '../../wallet/entries.ts';
import { Journal } from '../../wallet/journal.ts';
import {
  JournalFault,
  JournalHeld,
  JournalNewer,
  JournalUnfinished,
  refuseUnfinished,
} from '../../wallet/journal-faults.ts';
import { type Proof, proveWatched } from '../../wallet/prove.ts';
import { type Rebuilt, rebuild } from '../../wallet/rebuild.ts';
import { acceptLoss, type Restored, restore, shippedTo } from '../../wallet/restore.ts';
import { journalPath } from '../../wallet/wallet.ts';
import { checkItself } from '../../wallet/whole-integrity.ts';
import { openOwnStore, openToRead } from '../session/session.ts';

interface Json {
  readonly json: boolean;
}

const SAY_EVERY = 0.1;

/** What an agreement says, and what it does not. */
const PROVED = [
  'every entry, balance and sum agrees',
  'proved: entries, closures of rounds and acts of the operator by their chains, in journal and warehouse; every index',
  '  by its table; credits by their entries; sessions and blocks by the acts; rounds that wait by their bets',
  'not proved: the notes, which are text for people; and that nobody who can write all the files rewrote all of them',
];

/** `verify`: follows every entry on both sides; exits 5 where they disagree. */
export async function walletVerify(session: Session, { json }: Json): Promise<ExitCode> {
  const path = existingJournal(session);
  const warehouse = await openToRead(session);
  try {
    const watch = { signal: session.signal, seen: json ? () => {} : sayShares(session) };
    const proof = await proveWatched(path, warehouse.db, watch);
    session.terminal.out(json ? proofDocument(proof) : describeProof(proof));
    return proof.faults.length > 0 ? EXIT.mismatch : EXIT.done;
  } finally {
    await warehouse.close();
  }
}

function proofDocument({ journal, warehouse, faults }: Proof): string {
  return toJson({ journal_entries: journal, warehouse_entries: warehouse, faults }, 2);
}

function describeProof({ journal, warehouse, faults }: Proof): string {
  return [
    `journal: ${journal} entries; warehouse: ${warehouse} of them`,
    ...faults.map(({ message }) => `WRONG: ${visible(message)}`),
    ...(faults.length === 0 ? PROVED : []),
  ].join('\n');
}

/** Where a person watches: every tenth. */
function sayShares({ terminal }: Session): (share: number) => void {
  let said = 0;
  return (share) => {
    if (!terminal.isWatched || share < said + SAY_EVERY) return;
    said = share;
    terminal.note(`the journal is followed: ${Math.round(share * 100)} %`);
  };
}

/** `restore [--accept-loss]`: gives the journal back what it lost, or builds it anew where it is damaged. */
export async function walletRestore(
  session: Session,
  { json, acceptLoss: accepts }: Json & { acceptLoss: boolean },
): Promise<ExitCode> {
  const { config, terminal, now } = session;
  if (session.host) {
    throw new UsageError('restore works on a journal that nobody serves', {
      hint: 'stop `ggr serve`, run it, and start it again',
    });
  }
  const path = journalPath(config.warehouse);
  const at = microsOf(now());
  const warehouse = await openOwnStore(session, 'wallet restore');
  try {
    const outcome = await giveBack(path, warehouse.db, { now: at, note: terminal.note });
    if (accepts) accept(path, at);
    terminal.out(json ? restoredDocument(outcome, accepts) : describeRestored(outcome));
    return judge(outcome, { path, accepts, note: terminal.note });
  } finally {
    await warehouse.close();
  }
}

type Outcome = Restored & Partial<Rebuilt>;

interface Saying {
  readonly now: Micros;
  readonly note: (text: string) => void;
}

/** A journal that is whole but short goes on from its end; a damaged one is built anew. */
async function giveBack(path: string, db: Database, { now, note }: Saying): Promise<Outcome> {
  const journal = openWhole(path, note);
  if (!journal) return rebuild(path, shippedTo(db), now);
  try {
    return await restore(db, journal, now);
  } finally {
    journal.close();
  }
}

/** Nothing is built anew over these. */
const NOT_DAMAGED = [JournalHeld, JournalNewer, JournalUnfinished];

/** Undefined where it is damaged. */
function openWhole(path: string, note: (text: string) => void): Journal | undefined {
  let journal: Journal;
  try {
    journal = Journal.open(path);
  } catch (error) {
    if (!(error instanceof JournalFault) || NOT_DAMAGED.some((kind) => error instanceof kind)) {
      throw error;
    }
    note(`the journal is built anew: ${error.message}`);
    return undefined;
  }
  const [fault] = checkItself(journal, () => {});
  if (!fault) return journal;
  journal.close();
  note(`the journal is built anew: ${fault.message}`);
  return undefined;
}

function accept(path: string, now: Micros): void {
  const journal = Journal.open(path);
  acceptLoss(journal, now);
  journal.close();
}

function restoredDocument(outcome: Outcome, accepted: boolean): string {
  const { restored, closures, acts, sessionsFromEntries, lost, kept, fromJournal } = outcome;
  return toJson(
    {
      restored,
      closures,
      acts,
      sessions_from_entries: sessionsFromEntries,
      from_damaged_journal: fromJournal ?? null,
      damaged_journal: kept ?? null,
      lost: lost ?? null,
      accepted,
    },
    2,
  );
}

function describeRestored(outcome: Outcome): string {
  const { restored, closures, acts, sessionsFromEntries, kept, fromJournal } = outcome;
  const rounds = closures > 0n ? ` and ${closures} closures of rounds` : '';
  const lines = [
    `${restored} entries${rounds} restored from the warehouse`,
    `${acts} acts of the operator restored: sessions and blocks stand as they left them`,
  ];
  if (kept !== undefined) {
    lines[0] = `the journal was built anew: ${restored} entries${rounds}, ${fromJournal} of the entries from the damaged one, which is kept as ${kept}`;
  }
  if (sessionsFromEntries > 0) {
    lines.push(
      `${sessionsFromEntries} sessions are known by their entries alone: they are closed, and bets wait until you open them again; blocks of their time are not known`,
    );
  }
  return lines.join('\n');
}

function judge(
  { lost, isMarked }: Outcome,
  { path, accepts, note }: { path: string; accepts: boolean; note: (text: string) => void },
): ExitCode {
  if (accepts || (isMarked && !lost)) return EXIT.done;
  note(
    lost
      ? `entries ${lost.from} to ${lost.to} were acknowledged and nobody has them: look for a backup of ` +
          `${path}, or go on without them with --accept-loss`
      : `the mark beside ${path} is missing or cannot be read, so entries may be lost that ` +
          'nobody has: look for a backup, or take the journal as it stands with --accept-loss',
  );
  return EXIT.mismatch;
}

/** The journal of the store. Throws UsageError where there is none yet. */
export function existingJournal({ config }: Session): string {
  const path = journalPath(config.warehouse);
  if (existsSync(path)) return path;
  refuseUnfinished(path);
  throw new UsageError(`there is no wallet journal at ${path} yet`, {
    hint: '`ggr serve` makes one, and so does `ggr wallet open-session`',
  });
}
