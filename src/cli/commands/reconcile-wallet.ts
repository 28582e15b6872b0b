/** `ggr reconcile wallet`: journal against warehouse, entries against balances, and rounds against entries. */

import { existsSync } from 'node:fs';
import { EXIT, type ExitCode, UsageError } from '../../contract/errors.ts';
import { enterCheck } from '../../load/checks.ts';
import { count, type StoredRow } from '../../load/database.ts';
import { sql } from '../../load/sql.ts';
import { tablesNow } from '../../load/versions.ts';
import type { Warehouse } from '../../load/warehouse.ts';
import type { Session } from '../../serve/session.ts';
import { numbered, type Table } from '../../serve/table.ts';
import { iso } from '../../transform/time.ts';
import { type Proof, prove } from '../../wallet/prove.ts';
import { journalPath } from '../../wallet/wallet.ts';
import { withStore } from '../session/session.ts';
import { showReport, toDocument } from '../session/terminal.ts';

/** The source beside the vendors, and the report under which its checks stand. */
export const WALLET = 'wallet';
const WALLET_STREAM = 'wallet.ledger';

interface Identity {
  readonly account: string;
  readonly currency: string;
  readonly start: number;
  readonly end: number;
  readonly entries: number;
  /** What the rounds come to, and their entries: currency units as text. */
  readonly figures: Readonly<
    Record<'ours_stake' | 'ours_ggr' | 'theirs_stake' | 'theirs_ggr', string>
  >;
  /** What is wrong with it, or nothing. */
  readonly reason: string | null;
}

/** Exits 5 where one does not follow from the other; each currency is a row of sync.checks. Throws UsageError. */
export async function compareWallet(
  session: Session,
  { json }: { readonly json: boolean },
): Promise<ExitCode> {
  const path = journalPath(session.config.warehouse);
  if (!existsSync(path)) {
    throw new UsageError(`there is no wallet journal at ${path} yet`, {
      hint: '`ggr serve` makes one, and so does `ggr wallet open-session`',
    });
  }
  const { terminal } = session;
  const { identities, proof } = await withStore(session, 'reconcile', async (warehouse) => {
    const followed = await prove(path, warehouse.db, session.signal);
    return { proof: followed, identities: await enterAll(session, warehouse, followed) };
  });
  const isWrong = proof.faults.length > 0 || identities.some(({ reason }) => reason !== null);
  const exitCode = isWrong ? EXIT.mismatch : EXIT.done;
  if (json) terminal.out(toDocument(documentOf(identities, proof, exitCode)));
  else showReport(terminal, tableOf(identities), !isWrong);
  for (const { message } of proof.faults) terminal.note(`WRONG: ${message}`);
  for (const { account, reason } of identities) {
    if (reason !== null) terminal.note(`${account}: ${reason}`);
  }
  return exitCode;
}

async function enterAll({ now }: Session, warehouse: Warehouse, proof: Proof): Promise<Identity[]> {
  const rounds = sql('vendors/wallet/bets', tablesNow([]));
  const rows = await warehouse.db.many(sql('queries/reconcile-wallet', { rounds }));
  // where the warehouse has all of the journal, nothing of what is over is still to come
  const isWhole = proof.journal === proof.warehouse;
  const identities = rows.map((row) => identityOf(row, isWhole ? now() : undefined, proof));
  for (const each of identities) {
    const { account, start, end, entries, figures, reason } = each;
    const of = (name: 'ours' | 'theirs') => ({
      count: BigInt(entries),
      stake: tenThousandths(figures[`${name}_stake`]),
      ggr: tenThousandths(figures[`${name}_ggr`]),
    });
    await enterCheck(
      warehouse,
      {
        ...{ account, stream: WALLET_STREAM, window: { start, end }, witness: 'identity' },
        ...{ verdict: reason === null ? 'equal' : 'differs', ours: of('ours') },
        ...{ theirs: of('theirs'), reason, run: null, now: now() },
      },
      undefined,
    );
  }
  return identities;
}

function identityOf(row: StoredRow, until: number | undefined, { faults }: Proof): Identity {
  const text = (name: string) => String(row[name]);
  const figures = {
    ours_stake: text('ours_stake'),
    ours_ggr: text('ours_ggr'),
    theirs_stake: text('theirs_stake'),
    theirs_ggr: text('theirs_ggr'),
  };
  const { ours_stake, ours_ggr, theirs_stake, theirs_ggr } = figures;
  const isSame = ours_stake === theirs_stake && ours_ggr === theirs_ggr;
  const sums = isSame
    ? []
    : [
        `the rounds come to stake ${ours_stake} and GGR ${ours_ggr}, their entries to ${theirs_stake} and ${theirs_ggr}`,
      ];
  const reasons = [...faults.map(({ message }) => message), ...sums];
  return {
    account: text('account'),
    currency: text('currency'),
    start: count(row.start_ms),
    end: Math.max(until ?? 0, count(row.last_ms)),
    entries: count(row.entries),
    figures,
    reason: reasons.length > 0 ? reasons.join('; ') : null,
  };
}

/** Sums of four decimals, of any size. */
function tenThousandths(text: string): bigint {
  return BigInt(text.replace('.', ''));
}

function documentOf(identities: readonly Identity[], proof: Proof, exitCode: ExitCode) {
  return {
    exit_code: exitCode,
    journal_entries: Number(proof.journal),
    warehouse_entries: Number(proof.warehouse ?? 0n),
    faults: proof.faults.map(({ message }) => message),
    streams: identities.map(({ account, currency, start, end, entries, figures, reason }) => ({
      ...{ account, stream: WALLET_STREAM, currency, witness: 'identity' },
      ...{ from: iso(start), to: iso(end), entries, ...figures, reason },
    })),
  };
}

function tableOf(identities: readonly Identity[]): Table {
  const sums = ['ours_stake', 'theirs_stake', 'ours_ggr', 'theirs_ggr'] as const;
  const rows = identities.map(({ account, start, end, entries, figures, reason }) => [
    account,
    ...[start, end].map(iso),
    String(entries),
    ...sums.map((name) => figures[name]),
    reason === null ? 'checked' : 'differs',
  ]);
  const head = ['account', 'from', 'to', 'entries', ...sums, 'state'];
  return { columns: numbered(head, ['entries', ...sums]), rows };
}
