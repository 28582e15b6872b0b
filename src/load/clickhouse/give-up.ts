/** Gives a forgotten month up that the cluster has lost: it is no longer forgotten, and its windows are due again. */
import { sqlTimestamp } from '../../transform/time.ts';
import { noteWindows } from '../changes.ts';
import { ForgottenError, listForgotten, turnForgotten } from '../forgotten.ts';
import { sql } from '../sql.ts';
import { digestOf, partsOf } from './compare-month.ts';
import { digestThere } from './digest.ts';
import { listRelations } from './relations.ts';
import type { RememberOptions } from './remember.ts';

/** Returns how many windows are due again. Throws ForgottenError where the cluster has the month: nothing is to be given up. */
export async function giveUpMonth(
  { warehouse, cluster, catalogue }: RememberOptions,
  { account, month }: { readonly account: string; readonly month: string },
): Promise<number> {
  const guest = await warehouse.lend();
  const { db } = guest;
  try {
    const gone = (await listForgotten(db)).filter(
      (each) => each.account === account && each.month === month,
    );
    const relations = await listRelations(db, catalogue);
    const whole = await Promise.all(
      gone.map(async ({ relation, digest, start, end }) => {
        const bounds = { starts: sqlTimestamp(start), ends: sqlTimestamp(end) };
        const { rows, revisions } = partsOf(relations, { account, table: relation, ...bounds });
        const there = await digestThere(cluster, rows);
        return digestOf(there, await digestThere(cluster, revisions)) === digest;
      }),
    );
    if (whole.every(Boolean)) {
      throw new ForgottenError(`ClickHouse has ${month} of ${account} whole`, {
        hint: `\`ggr remember ${account} ${month}\` brings it back as it was`,
      });
    }
    return await warehouse.write(db, async () => {
      let windows = 0;
      for (const { relation, start, end } of gone) {
        const bounds = { starts: sqlTimestamp(start), ends: sqlTimestamp(end) };
        for (const { name } of catalogue.streams.filter(({ table }) => table === relation)) {
          const params = { account, stream: name };
          windows += await db.run(sql('queries/distrust-month'), { ...params, ...bounds });
          await noteWindows(db, { ...params, window: { start, end } });
        }
      }
      await db.run('delete from sync.forgotten where account = $account and month = $month', {
        account,
        month,
      });
      return windows;
    });
  } finally {
    turnForgotten();
    await guest.close();
  }
}
