/** `ggr rejects accept`: a person has seen what was refused, and says why it may stay so. */
import { EXIT, type ExitCode, UsageError } from '../../contract/errors.ts';
import { acceptRejects, excuseField, findRejects, type Named } from '../../load/rejects.ts';
import type { Session } from '../../serve/session.ts';
import { counted } from '../../transform/text.ts';
import { openToRead, withStore } from '../session/session.ts';
import { toDocument } from '../session/terminal.ts';

export interface AcceptOptions {
  readonly reason?: string;
  readonly account?: string;
  readonly json: boolean;
}

/** Accepts one refusal, all of a stream, or that the vendor leaves a field out. Throws UsageError. */
export async function acceptRejected(
  session: Session,
  name: string,
  options: AcceptOptions,
): Promise<ExitCode> {
  const reason = options.reason?.trim() ?? '';
  if (reason === '') {
    throw new UsageError('a refusal is accepted with a reason only', {
      hint: `ggr rejects accept ${name} --reason "<why it may stay so>"`,
    });
  }
  const word = { by: session.user, reason, now: session.now() };
  const account = options.account ?? null;
  const field = fieldOf(session, name);
  const accepted = field
    ? await acceptField(session, { ...field, account }, word)
    : await acceptNamed(session, name, { account, word });
  const { terminal } = session;
  const document = { accepted, by: word.by, reason, ...(field ?? {}) };
  if (options.json) terminal.out(toDocument(document));
  return EXIT.done;
}

type Word = Parameters<typeof acceptRejects>[2];

/** `wm.bets.settime`: a field of a stream. */
function fieldOf({ catalogue }: Session, name: string) {
  const stream = catalogue.streams.find((each) => name.startsWith(`${each.name}.`));
  return stream && { stream: stream.name, field: name.slice(stream.name.length + 1) };
}

async function acceptField(
  session: Session,
  named: Parameters<typeof excuseField>[1],
  word: Word,
): Promise<number> {
  await (await openToRead(session)).close(); // a store that is not there is said, and not made
  const accounts = await withStore(session, 'rejects', (store) => excuseField(store, named, word));
  if (accounts === 0) {
    throw new UsageError(`no record of ${named.stream} has had a field ${named.field}`, {
      hint: '`ggr query "select * from sync.fields"` lists those that were seen',
    });
  }
  session.terminal.note(`${named.stream}: pages without ${named.field} load from now on`);
  return accounts;
}

async function acceptNamed(
  session: Session,
  name: string,
  { account, word }: { readonly account: string | null; readonly word: Word },
): Promise<number> {
  const isStream = session.catalogue.streams.some((each) => each.name === name);
  const named: Named = isStream
    ? { id: null, stream: name, account }
    : { id: name, stream: null, account };
  const found = await find(session, named);
  if (!isStream && found.open + found.accepted === 0) throw unknown(name, account);
  if (found.open === 0) {
    const by =
      found.acceptedBy === null ? '' : `; ${found.acceptedBy} has accepted what stands there`;
    session.terminal.note(`nothing of ${name} waits to be accepted${by}`);
    return 0;
  }
  const accepted = await withStore(session, 'rejects', (store) =>
    acceptRejects(store, named, word),
  );
  session.terminal.note(`${counted(accepted, 'refused record')} accepted by ${word.by}`);
  return accepted;
}

async function find(session: Session, named: Named) {
  const warehouse = await openToRead(session);
  return findRejects(warehouse.db, named).finally(() => warehouse.close());
}

function unknown(name: string, account: string | null): UsageError {
  const where = account === null ? '' : ` of account ${account}`;
  return new UsageError(
    `${JSON.stringify(name)} is no stream and no id of a refused record${where}`,
    { hint: '`ggr rejects list --all` shows the ids' },
  );
}
