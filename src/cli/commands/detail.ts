/** `ggr detail <vendor> <game_id> <draw_id>`: the address of the page that shows one round. */

import { EXIT, type ExitCode, UsageError } from '../../contract/errors.ts';
import type { Session } from '../../serve/session.ts';
import { visible } from '../../transform/visible.ts';
import { type AddCommand, JSON_OPTION } from '../session/command-line.ts';
import { toDocument } from '../session/terminal.ts';
import { ACCOUNT_OPTION, askOnce, findVendor } from './one-call.ts';

export const addDetail: AddCommand = (ggr, { run }) => {
  ggr
    .command('detail')
    .description("the address of the vendor's page that shows one round")
    .argument('<vendor>', 'such as pv')
    .argument('<game_id>', "the vendor's id of the game")
    .argument('<draw_id>', "the vendor's id of the round")
    .option(...ACCOUNT_OPTION)
    .option(...JSON_OPTION)
    .action((...[source, gameId, roundId, options]) =>
      run((session) => detail(session, { source, gameId, roundId }, options)),
    );
};

/** The round as the user names it. */
export interface Round {
  readonly source: string;
  readonly gameId: string;
  readonly roundId: string;
}

export interface DetailOptions {
  readonly account?: string;
  readonly json: boolean;
}

export async function detail(
  session: Session,
  { source, gameId, roundId }: Round,
  options: DetailOptions,
): Promise<ExitCode> {
  const ask = findVendor(session, source)?.detail;
  if (!ask) {
    const able = session.catalogue.vendors.filter((each) => each.detail).map((each) => each.name);
    throw new UsageError(`${JSON.stringify(source)} has no pages of rounds`, {
      hint: `vendors that have them: ${able.join(', ')}`,
    });
  }
  if (!/^\d{1,18}$/.test(gameId)) {
    throw new UsageError(`game_id ${JSON.stringify(gameId)} is not a whole number`);
  }
  const hint = 'check game_id and draw_id: they stand in ggr.bets as game_id and round_id';
  const asking = { source, account: options.account, hint };
  const url = await askOnce(session, asking, (context) => ask({ ...context, gameId, roundId }));
  session.terminal.out(options.json ? toDocument({ url }) : visible(url));
  return EXIT.done;
}
