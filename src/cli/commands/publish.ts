/** `ggr publish`: a snapshot for readers of everything that the store holds now. */
import { EXIT, type ExitCode } from '../../contract/errors.ts';
import { publish } from '../../read/publish.ts';
import type { Session } from '../../serve/session.ts';
import { counted } from '../../transform/text.ts';
import { iso } from '../../transform/time.ts';
import { type AddCommand, JSON_OPTION } from '../session/command-line.ts';
import { withStore } from '../session/session.ts';
import { tell, toDocument } from '../session/terminal.ts';

export interface PublishCommand {
  readonly whole: boolean;
  readonly json: boolean;
}

export const addPublish: AddCommand = (ggr, { runOnStore }) => {
  ggr
    .command('publish')
    .description('make a snapshot for readers of everything that is in the store now')
    .option('--whole', 'write every file anew, not only what changed', false)
    .option(...JSON_OPTION)
    .action((options) => runOnStore((session) => publishNow(session, options)));
};

export async function publishNow(
  session: Session,
  { whole, json }: PublishCommand,
): Promise<ExitCode> {
  const { config, catalogue, now, terminal } = session;
  const told = (text: string) => terminal.note(text);
  const options = { dir: config.publishDir, catalogue, now, merges: true, isWhole: whole, told };
  const made = await withStore(session, 'publish', (warehouse) => publish(warehouse, options));
  const { number, folder, asOf, publishedAt, isNew, files, rows } = made;
  if (json) {
    const instants = { as_of: iso(asOf), published_at: iso(publishedAt) };
    terminal.out(toDocument({ snapshot: number, folder, ...instants, is_new: isNew, files, rows }));
    return EXIT.done;
  }
  if (!terminal.isQuiet) terminal.out(folder);
  tell(
    terminal,
    isNew
      ? `snapshot ${number}, as of ${iso(asOf)}: ${counted(files, 'file')} written with ${counted(rows, 'row')}; what did not change is shared with the one before`
      : `nothing has changed since snapshot ${number}, as of ${iso(asOf)}`,
  );
  return EXIT.done;
}
