/** What guards the quarantine, what is known of fields, and the doubt of a read that takes much away. */
import type { Mutant } from '../mutant.ts';

const MERGE = 'src/load/merge.ts';
const MERGE_GUARDS = ['test/load/merge-guards.test.ts'];

export const refusalMutants: readonly Mutant[] = [
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
    find: 'or coalesce(r.record_key in (select record_key from stage_rejects), false)',
    replace: '',
    seenBy: MERGE_GUARDS,
  },
  {
    guard: 'quarantine: what was accepted is open again after the next read',
    file: 'sql/queries/insert-rejects.sql',
    find: 'b.accepted_at, b.accepted_by, b.accepted_reason',
    replace: 'null as accepted_at, null as accepted_by, null as accepted_reason',
    seenBy: ['test/sync/refusals.test.ts'],
  },
  {
    guard: 'quarantine: a refusal is the same whatever the record holds',
    file: 'sql/queries/insert-rejects.sql',
    find: "coalesce(record_key, ''), field, reason, raw)), 16)",
    replace: 'coalesce(record_key, raw))), 16)',
    seenBy: ['test/sync/refusals.test.ts'],
  },
  {
    guard: 'drift: a field that vanished is stored as null',
    file: 'src/load/drift.ts',
    find: 'if (vanished.length > 0) throw',
    replace: 'if (vanished.length < 0) throw',
    seenBy: ['test/sync/drift.test.ts'],
  },
  {
    guard: 'drift: a day read with both kinds makes a field one that often lacks',
    file: 'src/transform/field-news.ts',
    find: 'const MOSTLY = 0.5;',
    replace: 'const MOSTLY = 0.999;',
    seenBy: ['test/sync/drift.test.ts'],
  },
  {
    guard: 'drift: what a commit that failed had learnt stays known',
    file: 'src/load/known-fields.ts',
    find: 'this.forget();',
    replace: '',
    seenBy: ['test/load/known-fields.test.ts'],
  },
  {
    guard: 'drift: a word of a person is not heard before the next start',
    file: 'src/load/rejects.ts',
    find: 'warehouse.fields.forget();',
    replace: '',
    seenBy: ['test/load/known-fields.test.ts'],
  },
  {
    guard: 'doubt: one read empties a window',
    file: 'src/load/doubt.ts',
    find: 'if ((rows.gone + refusals.gone) * ONE_IN <= rows.stored + refusals.stored) return;',
    replace: 'return;',
    seenBy: ['test/sync/doubt.test.ts'],
  },
  {
    guard: 'doubt: one read empties the quarantine of a window',
    file: 'src/load/doubt.ts',
    find: '(rows.gone + refusals.gone) * ONE_IN',
    replace: 'rows.gone * ONE_IN',
    seenBy: ['test/sync/doubt.test.ts'],
  },
  {
    guard: 'doubt: the same rows without other refused records confirm the first',
    file: 'src/load/doubt.ts',
    find: ', refusals ${refusals.fingerprint}`',
    replace: '`',
    seenBy: ['test/load/doubt.test.ts'],
  },
  {
    guard: 'doubt: pages that go straight into the facts take refused records away unseen',
    file: MERGE,
    find: 'leaving.gone === 0 && (await bringPages',
    replace: '(await bringPages',
    seenBy: ['test/sync/doubt.test.ts'],
  },
  {
    guard: 'doubt: a refused record that came as a row is taken for lost',
    file: 'sql/queries/insert-rejects.sql',
    find: 'greatest(count(*) filter (is_inside and not has_come)',
    replace: 'greatest(count(*) filter (is_inside)',
    seenBy: ['test/load/doubt.test.ts'],
  },
  {
    guard: 'doubt: a read that was begun earlier takes away what a later one refused',
    file: 'sql/queries/insert-rejects.sql',
    find: '     and rowid not in (select row_number from refused_later)\n',
    replace: '',
    seenBy: ['test/load/merge-guards.test.ts'],
  },
  {
    guard: 'doubt: a read that withdraws other rows confirms the first',
    file: 'src/load/doubt.ts',
    find: 'if (fingerprint !== confirmed)',
    replace: 'if (confirmed === undefined)',
    seenBy: ['test/load/doubt.test.ts'],
  },
];
