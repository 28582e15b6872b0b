/** What hides a statement from the check: in a string, or by how the text is written. */
import { group } from '../attack.ts';

export const strings = group('SQL in a string', [
  ['query()', `from query('from read_text(''/etc/passwd'')')`, 'refused'],
  ['query_table()', `from query_table('/etc/passwd')`, 'refused'],
  ['query_table() of a list', `from query_table(['/etc/passwd'])`, 'refused'],
  ['prepare', `prepare p as from read_text('/etc/passwd')`, 'refused', 'taken'],
  ['execute', 'execute p(1)', 'refused'],
  [
    'json_execute_serialized_sql',
    `from json_execute_serialized_sql(json_serialize_sql('select 1'))`,
    'refused',
  ],
  ['the pragma of that name', `pragma json_execute_serialized_sql('{}')`, 'refused'],
  [
    'json_serialize_plan',
    `select json_serialize_plan('from read_text(''/etc/passwd'')')`,
    'refused',
  ],
  [
    'json_serialize_sql, which only parses',
    `select json_serialize_sql('drop table x')`,
    'harmless',
  ],
  ['sql_auto_complete', `from sql_auto_complete('select')`, 'refused'],
  ['check_peg_parser', `from check_peg_parser('select 1')`, 'refused'],
  [
    'call of a table function',
    `call enable_logging(storage = 'file', storage_path = '{out}')`,
    'refused',
  ],
  ['the same in a from', `from enable_logging(storage = 'file')`, 'refused'],
  ['truncate_duckdb_logs', 'from truncate_duckdb_logs()', 'refused'],
  ['write_log', `select write_log('x')`, 'refused'],
  ['write_log in a lambda', `select list_transform([1], lambda x: write_log('x'))`, 'refused'],
  ['write_log by its schema', `select main.write_log('x')`, 'refused'],
  ['write_log by the dot', `select 'x'.write_log()`, 'refused'],
  ['enable_profiling', `from enable_profiling(save_location = '{out}')`, 'refused'],
  [
    'a macro of the snapshot with SQL in it',
    `from ggr.daily_as_of('1970-01-01'); drop view ggr.daily`,
    'refused',
  ],
]);

export const disguises = group('Disguises of the text', [
  ['no statement', '', 'refused'],
  ['a comment alone', '-- select 1', 'refused'],
  ['a comment that does not end', '/* select 1', 'refused'],
  ['a string that does not end', `select 'a`, 'refused'],
  ['a dollar string that does not end', 'select $a$ x', 'refused'],
  ['two statements', 'select 1; select 2', 'refused'],
  ['a null byte before a second statement', 'select 1\u0000; drop schema sync', 'refused'],
  ['full-width letters', 'ｃｏｐｙ (select 1) to x', 'refused'],
  ['a zero-width space in a name', `from read\u200b_text('/etc/passwd')`, 'failed'],
  ['a non-breaking space as a blank', 'drop\u00a0table sync.runs', 'refused'],
  ['a line separator that ends no comment', `-- x\u2028copy (select 1) to '{out}'`, 'refused'],
  ['right-to-left marks', `select '\u202e' as "\u202e"`, 'harmless'],
  ['half a surrogate pair', `select '\ud800' as a`, ['harmless', 'refused', 'failed']],
  ['an escape that makes a quote', String.raw`select e'\'; drop schema sync; --'`, 'harmless'],
  ['a backslash that makes none', String.raw`select '\'; drop schema sync; --'`, 'refused'],
  ['a dollar string with a statement in it', 'select $$; drop schema sync; $$ as a', 'harmless'],
  ['an explain of an explain', 'explain explain select 1', 'refused'],
  ['explain in brackets around a write', 'explain (delete from sync.runs)', 'refused'],
  ['explain analyze of a write', 'explain analyze delete from sync.runs', 'refused'],
  ['an option that explain does not know', 'explain (format parquet) select 1', 'refused'],
]);
