/**
 * Gives up what the cluster has lost of a forgotten month: that is no longer forgotten, and its windows are due again. A
 * month goes with all its tables, and one of them may be whole there: it comes back, for the vendor may have it no more.
 */
import { sqlTimestamp } from '../../transform/time.ts';
import { noteWindows } from '../changes.ts';
import type { Database } from '../database.ts';
import { type Forgotten, ForgottenError, listForgotten, turnForgotten } from '../forgotten.ts';
import { sql } from '../sql.ts';
import { digestOf, partsOf } from './compare-month.ts';
import { digestThere } from './digest.ts';
import { listRelations, type Relation } from './relations.ts';
import { bringBack, type RememberOptions } from './remember.ts';

/** What became of a month that was given up. */
export interface GivenUp {
  /** Windows of lost tables, due again. */
  readonly windows: number;
  /** Rows of tables that were whole, brought back. */
  readonly rows: number;
}

/**
 * In one transaction. Throws ForgottenError where the cluster has the month: nothing is to be given up; and where it lost
 * meanwhile what it had.
 */
export async function giveUpMonth(
  options: RememberOptions,
  { account, month }: { readonly account: string; readonly month: string },
): Promise<GivenUp> {
  const { warehouse, catalogue } = options;
  const guest = await warehouse.lend();
  const { db } = guest;
  try {
    const gone = (await listForgotten(db)).filter(
      (each) => each.account === account && each.month === month,
    );
    const relations = await listRelations(db, catalogue);
    const whole = new Set<Forgotten>();
    for (const each of gone) if (await isWhole(each, relations, options)) whole.add(each);
    if (whole.size === gone.length) {
      throw new ForgottenError(`ClickHouse has ${month} of ${account} whole`, {
        hint: `\`ggr remember ${account} ${month}\` brings it back as it was`,
      });
    }
    return await warehouse.write(db, async () => {
      let [windows, rows] = [0, 0];
      for (const each of gone) {
        if (whole.has(each)) rows += await bringBack(db, { ...options, each, relations });
        else windows += await giveUpTable(db, each, options);
      }
      return { windows, rows };
    });
  } finally {
    turnForgotten();
    await guest.close();
  }
}

const boundsOf = ({ start, end }: Forgotten) => ({
  starts: sqlTimestamp(start),
  ends: sqlTimestamp(end),
});

async function isWhole(
  each: Forgotten,
  relations: readonly Relation[],
  { cluster }: RememberOptions,
): Promise<boolean> {
  const { account, relation: table, digest } = each;
  const { rows, revisions } = partsOf(relations, { account, table, ...boundsOf(each) });
  const there = await digestThere(cluster, rows);
  return digestOf(there, await digestThere(cluster, revisions)) === digest;
}

/** Part of a transaction. Returns how many windows are due again. */
async function giveUpTable(
  db: Database,
  each: Forgotten,
  { catalogue }: RememberOptions,
): Promise<number> {
  const { account, relation, month, start, end } = each;
  let windows = 0;
  for (const { name } of catalogue.streams.filter(({ table }) => table === relation)) {
    const params = { account, stream: name };
    windows += await db.run(sql('queries/distrust-month'), { ...params, ...boundsOf(each) });
    await noteWindows(db, { ...params, window: { start, end } });
  }
  await db.run(sql('queries/forget-no-more'), { account, relation, month });
  return windows;
}
