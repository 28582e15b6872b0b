/** The demo's last line: how far its figures are proved by the vendors' own totals, as the ledger has it. */
import { selectStreams } from '../../config/select-streams.ts';
import { hasCursor } from '../../contract/stream.ts';
import { count } from '../../load/database.ts';
import { sql } from '../../load/sql.ts';
import type { Warehouse } from '../../load/warehouse.ts';
import type { Session } from '../../serve/session.ts';
import { iso, sqlTimestamp } from '../../transform/time.ts';

/** One sentence; it names what is not verified, and which vendors have no totals. */
export async function describeProof(
  { config: { accounts, syncStart = 0 }, catalogue }: Session,
  { db }: Warehouse,
): Promise<string> {
  const bets = selectStreams({ accounts, catalogue }, []).filter(({ stream }) => stream.isBet);
  const without = new Set<string>();
  const parts: string[] = [];
  let isAll = true;
  for (const { account, stream } of bets) {
    if (hasCursor(stream) || !stream.totals) {
      without.add(stream.vendor.name.toUpperCase());
      continue;
    }
    const params = { account: account.name, stream: stream.name, start: sqlTimestamp(syncStart) };
    const row = await db.one(sql('queries/count-proved-hours'), params);
    const [hours, verified] = [count(row.hours), count(row.verified)];
    const first = row.first_unproved_ms;
    isAll &&= verified === hours && hours > 0;
    const but = first === null ? '' : `, the first that is not from ${iso(count(first))}`;
    parts.push(`${verified} of ${hours} hours of ${stream.name} that are over${but}`);
  }
  const lacking = [...without].join(' and ');
  const rest = lacking ? `; ${lacking} give no totals to verify with` : '';
  return `${isAll ? '' : 'NOT '}every hour verified against the vendor: ${parts.join(', ')}${rest}`;
}
