/** An explanation as an auditor reads it: what is believed, where it came from, what was believed before. */
import type { Terminal } from '../../serve/session.ts';
import { columnsOf, type Table } from '../../serve/table.ts';
import { counted } from '../../transform/text.ts';
import { visible, visibleLines } from '../../transform/visible.ts';
import { show } from '../session/terminal.ts';
import type { Explanation, Told } from './explanation.ts';

const BET = [
  'status',
  'player_id',
  'game_id',
  'game_name',
  'round_id',
  'currency',
  'stake',
  'payout',
  'ggr',
  'placed_at',
  'settled_at',
  'event_at',
  'gaming_day',
  'revision',
  'flags',
];
const WINDOW = [
  'stream',
  'start',
  'end',
  'state',
  'fetched_at',
  'verified_at',
  'received',
  'inserted',
  'updated',
  'unchanged',
  'quarantined',
  'withdrawn',
  'control_count',
  'control_stake',
  'control_ggr',
  'error',
  'truncated',
];
const RUN = ['run_id', 'command', 'version', 'arguments', 'started_at', 'ended_at', 'outcome'];
const REVISION = ['revision', 'reason', 'fetched_at', 'replaced_at', 'run_id', 'replaced_by'];
const CHECK = [
  'checked_at',
  'window_start',
  'window_end',
  'witness',
  'verdict',
  'ours_count',
  'theirs_count',
  'ours_stake',
  'theirs_stake',
  'ours_ggr',
  'theirs_ggr',
  'reason',
  'by',
];
const REJECT = [
  'id',
  'stream',
  'window_start',
  'field',
  'reason',
  'first_seen',
  'accepted_by',
  'raw',
];
const ENTRY = ['seq', 'kind', 'id', 'player_id', 'amount', 'balance_after', 'received_at', 'flags'];

/** A heading and what stands below it. */
interface Section {
  readonly title: string;
  readonly body: string | Table;
}

/** Prints the sections that say something; `--json` has all of it. */
export function printExplanation(terminal: Terminal, found: Explanation): void {
  for (const [index, { title, body }] of sectionsOf(found).entries()) {
    const lines = typeof body === 'string' && body !== '' ? [title, body] : [title];
    terminal.out(`${index > 0 ? '\n' : ''}${visibleLines(lines.join('\n'))}`);
    if (typeof body !== 'string') show(terminal, body);
  }
}

function sectionsOf(found: Explanation): Section[] {
  const { source, account, bet_id, bets, revisions, checks, rejects, entries = [] } = found;
  const isWallet = found.entries !== undefined;
  const parts = [
    { title: `bet ${bet_id} of ${source}, account ${account}: ${standing(found)}`, body: '' },
    ...bets.map((bet) => section('as ggr.bets has it', fields(bet, BET))),
    section("the row in the vendor's own table", fields(found.record)),
    section('the window that returned it', fields(found.window, WINDOW)),
    section('the run that wrote it', fields(found.run, RUN)),
    section('entries of the wallet', table(entries, ENTRY)),
    section(`versions before: ${revisions.length}`, table(revisions, REVISION)),
    ...revisions.map((each) => section(`version ${each.revision}`, fields(each.row as Told))),
    isWallet ? undefined : section(`checks of its window: ${checks.length}`, table(checks, CHECK)),
    section('in quarantine', table(rejects, REJECT)),
    found.page === null ? undefined : section("the vendor's own page", `  ${found.page}`),
  ];
  return parts.filter((part) => part !== undefined);
}

function standing({ bets, record, revisions, rejects }: Explanation): string {
  if (bets.length > 1) return counted(bets.length, 'player');
  if (bets[0]) return String(bets[0].status);
  // the row of an open bet that has been settled meanwhile is no bet of its own
  if (record) return 'in its own table only';
  if (revisions.length > 0) return 'not believed any more';
  return rejects.length > 0 ? 'refused, and in no figure' : 'unknown';
}

function section(title: string, body: string | Table): Section | undefined {
  const isNothing = typeof body === 'string' ? body === '' : body.columns.length === 0;
  return isNothing ? undefined : { title, body };
}

/** Names and values, one a line. */
function fields(of: Told | null, names = Object.keys(of ?? {})): string {
  const said = names.filter((name) => of?.[name] !== null && of?.[name] !== undefined);
  const width = Math.max(...said.map((name) => name.length));
  return said.map((name) => `  ${name.padEnd(width)}  ${text(of?.[name])}`).join('\n');
}

/** Columns in which no row says anything are left out. */
function table(rows: readonly Told[], names: readonly string[]): Table {
  const said = names.filter((name) => rows.some((row) => text(row[name]) !== ''));
  const cells = rows.map((row) => said.map((name) => text(row[name])));
  return { columns: columnsOf(said, { verdict: 'state' }), rows: cells, isShort: true };
}

function text(value: Told[string] | undefined): string {
  if (value === null || value === undefined) return '';
  return visible(typeof value === 'object' ? JSON.stringify(value) : String(value));
}
