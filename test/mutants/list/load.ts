/** What guards rows and ledger when a window is committed. */
import type { Mutant } from '../mutant.ts';

const MERGE = 'src/load/merge.ts';
const STATEMENTS = 'src/load/merge-statements.ts';
const WINDOWS = 'src/load/windows.ts';
const MERGE_GUARDS = ['test/load/merge-guards.test.ts'];
const WINDOWS_GUARDS = ['test/load/windows-guards.test.ts'];

export const loadMutants: readonly Mutant[] = [
  {
    guard: 'adopt-rows: rows of slices are not taken over by their hour',
    file: 'sql/queries/adopt-rows.sql',
    find: 'and t.window_start <> {{start}}',
    replace: 'and false',
    seenBy: MERGE_GUARDS,
  },
  {
    guard: 'proveKeys: a key that stands twice is committed',
    file: 'sql/queries/count-doubled-keys.sql',
    find: 'count(distinct {{key}})',
    replace: 'count(*)',
    seenBy: MERGE_GUARDS,
  },
  {
    guard: 'drift: records are looked for within half of the bound',
    file: STATEMENTS,
    find: 'Math.ceil(driftMs / 1000)',
    replace: 'Math.ceil(driftMs / 2000)',
    seenBy: MERGE_GUARDS,
  },
  {
    guard: 'truncated: rows are withdrawn by a read that was not whole',
    file: MERGE,
    find: 'replaces && isWhole',
    replace: 'replaces',
    seenBy: MERGE_GUARDS,
  },
  {
    guard: 'hidesKeys: rows are withdrawn although a refused record may be one of them',
    file: 'src/load/stage.ts',
    find: 'return this.#rejectsWithoutKey > 0;',
    replace: 'return false;',
    seenBy: MERGE_GUARDS,
  },
  {
    guard: 'refused: the row of a refused record is withdrawn',
    file: STATEMENTS,
    find: 'where r.record_key = ${recordKey(stream)})',
    replace: 'where false)',
    seenBy: MERGE_GUARDS,
  },
  {
    guard: 'late: a read that was begun earlier withdraws what a later one brought',
    file: STATEMENTS,
    find: 't.window_start < ${end} and t.fetched_at <= ${fetched}',
    replace: 't.window_start < ${end}',
    seenBy: MERGE_GUARDS,
  },
  {
    guard: 'newer: without a clock of the vendor an older read wins',
    file: STATEMENTS,
    find: 'if (!version) return `t.fetched_at <= ${fetched}`;',
    replace: 'if (!version) return `true`;',
    seenBy: MERGE_GUARDS,
  },
  {
    guard: "newer: by the vendor's clock an older version wins",
    file: STATEMENTS,
    find: '(${ours} < ${theirs} or',
    replace: '(${ours} <> ${theirs} or',
    seenBy: ['test/load/versions.test.ts'],
  },
  {
    guard: 'differs: an equal row counts as a new version',
    file: 'sql/queries/merge-rows.sql',
    find: 'and ({{differs}}) then',
    replace: 'then',
    seenBy: MERGE_GUARDS,
  },
  {
    guard: 'owns: a row goes to whichever window returned it last',
    file: 'sql/queries/adopt-rows.sql',
    find: 'and {{owns}}',
    replace: '',
    seenBy: MERGE_GUARDS,
  },
  {
    guard: 'dedupe: of a doubled key the first version counts',
    file: 'sql/queries/dedupe-stage.sql',
    find: 'page desc, rowid desc',
    replace: 'page, rowid',
    seenBy: MERGE_GUARDS,
  },
  {
    guard: 'revise-replaced: the replaced version is not kept',
    file: MERGE,
    find: "await db.run(sql('queries/revise-replaced', fill))",
    replace: '1',
    seenBy: MERGE_GUARDS,
  },
  {
    guard: 'revise-late: the version that came too late is not kept',
    file: 'sql/queries/revise-late.sql',
    find: 'and ({{differs}})',
    replace: 'and false',
    seenBy: MERGE_GUARDS,
  },
  {
    guard: 'one transaction: rows of a window that fails stay',
    file: 'src/load/warehouse.ts',
    find: '() => db.transaction(work)',
    replace: '() => work()',
    seenBy: MERGE_GUARDS,
  },
  {
    guard: 'one writer: two windows merge at the same time',
    file: 'src/load/warehouse.ts',
    find: 'this.#shared.writer.add(() => db.transaction(work))',
    replace: 'db.transaction(work)',
    seenBy: MERGE_GUARDS,
  },
  {
    guard: 'quarantine: refused records are not counted',
    file: MERGE,
    find: 'quarantined: probe.rejected,',
    replace: 'quarantined: 0,',
    seenBy: MERGE_GUARDS,
  },
  {
    guard: 'quarantine: a refused record stands once for every read',
    file: 'sql/queries/insert-rejects.sql',
    find: 'and window_end   <= cast($end as timestamp)',
    replace: 'and false',
    seenBy: MERGE_GUARDS,
  },
  {
    guard: 'ledger: a failed read takes away what is held',
    file: WINDOWS,
    find: 'subtract([window], ledger.filter(isHeld))',
    replace: '[window]',
    seenBy: WINDOWS_GUARDS,
  },
  {
    guard: 'ledger: the rest of a failed window is forgotten when a part of it loads',
    file: WINDOWS,
    find: 'subtract([failed], [window])',
    replace: '[]',
    seenBy: WINDOWS_GUARDS,
  },
  {
    guard: 'ledger: attempts begin anew with every read',
    file: WINDOWS,
    find: 'Math.max(...touching.map((w) => w.attempts))',
    replace: '0',
    seenBy: WINDOWS_GUARDS,
  },
  {
    guard: 'ledger: slices stay beside the hour that took their place',
    file: 'sql/queries/replace-window.sql',
    find: 'and window_end   <= cast($end as timestamp)',
    replace: 'and window_end   =  cast($end as timestamp)',
    seenBy: WINDOWS_GUARDS,
  },
];
