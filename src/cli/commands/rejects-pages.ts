/** `ggr rejects pages` and `ggr rejects page <id>`: answers that could not be mapped, as the vendor sent them. */
import { EXIT, type ExitCode, UsageError } from '../../contract/errors.ts';
import { findPage, listPages } from '../../load/raw-pages.ts';
import { toJsonValue } from '../../read/values.ts';
import type { Session } from '../../serve/session.ts';
import { openToRead } from '../session/session.ts';
import { storedTable } from '../session/stored-table.ts';
import { show, toDocument } from '../session/terminal.ts';

interface Output {
  readonly json: boolean;
}

/** What is kept, newest first, without what it holds. */
export async function listRawPages(session: Session, { json }: Output): Promise<ExitCode> {
  const { terminal } = session;
  const warehouse = await openToRead(session);
  const rows = await listPages(warehouse.db).finally(() => warehouse.close());
  if (json) {
    const pages = rows.map((row) =>
      Object.fromEntries(Object.entries(row).map(([name, value]) => [name, toJsonValue(value)])),
    );
    terminal.out(toDocument({ pages }));
  } else if (rows.length === 0) {
    terminal.note('no answer is kept: none failed to be mapped');
  } else {
    show(terminal, storedTable(rows));
  }
  return EXIT.done;
}

/** One answer on stdout, byte for byte as text. Throws UsageError where there is none of that id. */
export async function showRawPage(
  session: Session,
  id: string,
  { json }: Output,
): Promise<ExitCode> {
  const { terminal } = session;
  const warehouse = await openToRead(session);
  const page = await findPage(warehouse.db, id).finally(() => warehouse.close());
  if (!page) {
    throw new UsageError(`there is no kept answer ${JSON.stringify(id)}`, {
      hint: '`ggr rejects pages` lists them; what is loaded since is no longer kept',
    });
  }
  terminal.out(json ? toDocument({ id, cut: page.isCut, text: page.text }) : page.text);
  if (page.isCut) terminal.note('only the beginning is kept');
  return EXIT.done;
}
