/**
 * Attacks by SQL and by Postgres' wire, and what must become of each. docs/security.md shows this list (`npm run docs:attacks`), and
 * attacks.test.ts runs it, and test/read/postgres/attacks.test.ts by the wire. {store}, {env}, {token}, {snapshot}, {parquet} and {out} are paths of the test.
 */

/**
 * refused: not run at all, by the check of its parse. failed: run, and given up by DuckDB with an error.
 * ended: its process was killed or crashed, and nothing else was. harmless: answered, with nothing in the
 * answer that its asker may not see. taken: by the wire alone; a setting of its session, or nothing, and no DuckDB
 * hears of it.
 */
export type Outcome = 'refused' | 'failed' | 'ended' | 'harmless' | 'taken';

export interface Attack {
  readonly what: string;
  readonly sql: string;
  /** More than one where it depends on the machine. */
  readonly outcome: Outcome | readonly Outcome[];
  /** By the wire, where its limits are others. */
  readonly byWire?: Outcome | readonly Outcome[] | undefined;
}

export interface AttackGroup {
  readonly title: string;
  readonly attacks: readonly Attack[];
  /** Each may run until it is ended by its time. */
  readonly isEndless: boolean;
}

type Line = readonly [
  what: string,
  sql: string,
  outcome: Attack['outcome'],
  byWire?: Attack['byWire'],
];

const ENDLESS = 'Taking all of the machine';

const group = (title: string, lines: readonly Line[]): AttackGroup => ({
  title,
  isEndless: title === ENDLESS,
  attacks: lines.map(([what, sql, outcome, byWire]) => ({ what, sql, outcome, byWire })),
});

const times = (count: number, text: string) => text.repeat(count);

const reading = group('Reading what is no table of the snapshot', [
  ['read_text of a system file', `from read_text('/etc/passwd')`, 'refused'],
  ['read_text in a subquery', `select (select content from read_text('/etc/passwd'))`, 'refused'],
  ['read_text in a lateral join', `from range(1) t, lateral read_text('/etc/passwd')`, 'refused'],
  [
    'read_text in a CTE nobody reads',
    `with a as (from read_text('/etc/passwd')) select 1`,
    'refused',
  ],
  ['read_text in capitals, quoted', `from "READ_TEXT"('/etc/passwd')`, 'refused'],
  ['read_text by its schema', `from main.read_text('/etc/passwd')`, 'refused'],
  ['read_text by its catalogue', `from system.main.read_text('/etc/passwd')`, 'refused'],
  ['read_blob of the store', `from read_blob('{store}')`, 'refused'],
  ['read_blob behind explain analyze', `explain analyze from read_blob('{store}')`, 'refused'],
  [
    'read_csv of the settings',
    `from read_csv('{env}', header = false, columns = {'l': 'varchar'})`,
    'refused',
  ],
  ['read_json of the token', `from read_json('{token}')`, 'refused'],
  ['read_ndjson_objects', `from read_ndjson_objects('{env}')`, 'refused'],
  ['read_parquet of the snapshot itself', `from read_parquet('{parquet}')`, 'refused'],
  ['parquet_scan, its other name', `from parquet_scan('{parquet}')`, 'refused'],
  ['parquet_metadata', `from parquet_metadata('{parquet}')`, 'refused'],
  ['parquet_schema', `from parquet_schema('{parquet}')`, 'refused'],
  ['parquet_kv_metadata', `from parquet_kv_metadata('{parquet}')`, 'refused'],
  ['read_duckdb of the store', `from read_duckdb('{store}')`, 'refused'],
  ['sniff_csv', `from sniff_csv('/etc/passwd')`, 'refused'],
  ['glob', `from glob('/etc/*')`, 'refused'],
  ['a file as a table', `from '/etc/passwd'`, 'refused'],
  ['a file as a table, by its ending', `from 'env.csv'`, 'refused'],
  ['a file as a quoted table', `select * from "{env}"`, 'refused'],
  ['a file as a table behind describe', `describe '{parquet}'`, 'refused'],
  ['a file as a table behind summarize', `summarize '{parquet}'`, 'refused'],
  ['a file as a table within a pivot', `pivot '{parquet}' on a in (1) using count(*)`, 'refused'],
  ['a file name made of a variable', `from read_text(getvariable('f'))`, 'refused'],
  ['a URL', `from 'https://example.com/a.parquet'`, 'refused'],
  ['an S3 path', `from read_parquet('s3://bucket/*.parquet')`, 'refused'],
  ['raw memory', `from arrow_scan(1, 2, 3)`, 'refused'],
  ['raw memory by its dumb name', `from arrow_scan_dumb(1, 2, 3)`, 'refused'],
  ['a file through the macro histogram', `from histogram('/etc/passwd', content)`, 'refused'],
  ['the same by a name', `from histogram("{parquet}", a)`, 'refused'],
  ['the same by an expression', `from histogram('/etc/' || 'passwd', a)`, 'refused'],
  ['a file through summary', `from summary('/etc/passwd')`, 'failed'],
  ['a file through pragma_table_info', `from pragma_table_info('/etc/passwd')`, 'failed'],
  ['a file through pragma_show', `from pragma_show('/etc/passwd')`, 'failed'],
  ['the environment', `select getenv('HOME')`, 'failed'],
  ['secrets', `from duckdb_secrets()`, 'refused'],
  ['which secret', `from which_secret('s3://x', 's3')`, 'refused'],
  ['the log of the process', `from duckdb_logs`, ['failed', 'harmless']],
  ['the log, as a function', `from duckdb_logs()`, 'refused'],
  ['external file cache', `from duckdb_external_file_cache()`, 'refused'],
  ['extensions and where they lie', `from duckdb_extensions()`, 'refused'],
  ['variables of another session', `select getvariable('secret')`, 'harmless'],
  [
    'settings',
    `select value from duckdb_settings() where name = 'enable_external_access'`,
    'harmless',
  ],
]);

const writing = group('Writing, attaching, setting', [
  ['copy to a file', `copy (select 1) to '{out}'`, 'refused'],
  ['copy from a file', `copy sync.runs from '/etc/passwd'`, 'refused'],
  ['copy of a whole database', `copy from database analytics to memory`, 'refused'],
  [
    'copy in the options of explain',
    `explain (format json, analyze) copy (select 1) to '{out}'`,
    'refused',
  ],
  [
    'copy behind a comment in the options',
    `explain (analyze /* ) */) copy (select 1) to '{out}'`,
    'refused',
  ],
  [
    'copy behind a string in the options',
    `explain (format ')') copy (select 1) to '{out}'`,
    'refused',
  ],
  [
    'copy behind explain and two comments',
    `explain -- (\n /* ( */ copy (select 1) to '{out}'`,
    'refused',
  ],
  [
    'copy behind a carriage return',
    `-- x\rcopy (select 1) to '{out}' --\nexplain select 1`,
    'refused',
  ],
  ['copy behind nested comments', `/* /* */ select 1 */ copy (select 1) to '{out}'`, 'refused'],
  ['export database', `export database '{out}'`, 'refused'],
  ['import database', `import database '{snapshot}'`, 'refused'],
  ['attach a new file', `attach '{out}'`, 'refused'],
  ['attach the store to write', `attach '{store}' as s`, 'refused'],
  ['detach the snapshot', 'detach analytics', 'refused'],
  ['use another catalogue', 'use memory', 'refused'],
  ['install', 'install httpfs', 'refused'],
  ['install from a file', `install '{out}'`, 'refused'],
  ['load', 'load httpfs', 'refused'],
  ['load a shared library', `load '/usr/lib/x86_64-linux-gnu/libc.so.6'`, 'refused'],
  ['set external access', 'set enable_external_access = true', 'refused'],
  ['set in a second statement', 'select 1; set enable_external_access = true', 'refused'],
  ['set the temporary folder', `set temp_directory = '{out}'`, 'refused'],
  ['reset', 'reset memory_limit', 'refused'],
  ['set a variable', 'set variable a = 1', 'refused'],
  ['pragma', 'pragma disable_verification', 'refused'],
  ['pragma with SQL inside', `pragma import_database('{snapshot}')`, 'refused'],
  ['checkpoint', 'checkpoint', 'refused'],
  ['force checkpoint', 'force checkpoint analytics', 'refused'],
  ['force_checkpoint, the function', `from force_checkpoint('analytics')`, 'refused'],
  ['vacuum', 'vacuum', 'refused'],
  ['insert', `insert into sync.migrations values (99, 'x', now()::timestamp)`, 'refused'],
  ['update', 'update sync.runs set command = null', 'refused'],
  ['delete', 'delete from sync.runs', 'refused'],
  ['delete in a CTE', 'with d as (delete from sync.runs returning *) from d', 'refused'],
  [
    'merge',
    'merge into sync.runs using (select 1 a) s on true when matched then delete',
    'refused',
  ],
  ['truncate', 'truncate sync.runs', 'refused'],
  ['drop', 'drop schema sync cascade', 'refused'],
  ['alter', 'alter table sync.runs add column a integer', 'refused'],
  ['a comment on a table', `comment on table sync.runs is 'x'`, 'refused'],
  ['a temporary table', 'create temp table t as select 1', 'refused'],
  [
    'a temporary view over a file',
    `create temp view v as from read_text('/etc/passwd')`,
    'refused',
  ],
  [
    'a macro over a file',
    `create temp macro m() as table from read_text('/etc/passwd')`,
    'refused',
  ],
  ['a sequence', 'create temp sequence s', 'refused'],
  ['nextval', `select nextval('s')`, 'refused'],
  ['a type', `create temp type t as enum ('a')`, 'refused'],
  ['a secret', `create secret s (type http)`, 'refused'],
  ['a persistent secret', `create persistent secret s (type http, scope '{out}')`, 'refused'],
  ['select into', 'select 1 as a into t', 'refused'],
  ['begin and commit between reads', 'commit; delete from sync.runs', 'refused'],
]);

const strings = group('SQL in a string', [
  ['query()', `from query('from read_text(''/etc/passwd'')')`, 'refused'],
  ['query_table()', `from query_table('/etc/passwd')`, 'refused'],
  ['query_table() of a list', `from query_table(['/etc/passwd'])`, 'refused'],
  ['prepare', `prepare p as from read_text('/etc/passwd')`, 'refused'],
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

const disguises = group('Disguises of the text', [
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

const endless = group(ENDLESS, [
  [
    'a cross join without end',
    'select count(*) from range(10000000) a, range(10000000) b where a.range * b.range % 7 = 3',
    'ended',
  ],
  [
    'a recursion without end',
    'with recursive r as (select 1 a union all select a + 1 from r) select count(*) from r',
    'ended',
  ],
  [
    'levenshtein, which no interrupt reaches',
    `select levenshtein(repeat('a', 60000), repeat('b', 60000))`,
    'ended',
  ],
  ['a list of a thousand million', 'select list_sum(range(1000000000))', ['ended', 'failed']],
  [
    'a list of lists',
    'select list_transform(range(40000), lambda x: range(40000))',
    ['ended', 'failed'],
  ],
  ['a text of all memory', `select length(repeat('x', 4000000000))`, ['ended', 'failed']],
  [
    'a text that doubles',
    `select length(list_reduce(range(40)::varchar[], lambda a, b: a || a))`,
    ['ended', 'failed', 'harmless'],
  ],
  [
    'an aggregate that holds everything',
    'select length(string_agg(range::varchar)) from range(200000000)',
    ['ended', 'failed'],
  ],
  [
    'a list aggregate that holds everything',
    'select len(list(range)) from range(400000000)',
    ['ended', 'failed'],
  ],
  [
    'a sort that spills past its bound',
    `select max(t) from (select repeat(range::varchar, 100) t from range(20000000) order by t)`,
    ['ended', 'failed'],
  ],
  [
    'a bit string of all memory',
    `select bit_count(bitstring('1', 2000000000))`,
    ['ended', 'failed', 'harmless'],
  ],
  [
    'a result of more rows than are let through',
    'from range(200000)',
    'ended',
    ['ended', 'harmless'],
  ],
  [
    'a result of more bytes than are let through',
    `select repeat('x', 100000) from range(200)`,
    'ended',
    ['ended', 'harmless'],
  ],
  ['a row wider than is let through', `select repeat('x', 20000000)`, ['failed', 'ended']],
  [
    'a pattern that backtracks',
    `select regexp_matches(repeat('a', 30), '(a+)+$')`,
    ['harmless', 'ended'],
  ],
  [
    'brackets, a hundred thousand deep',
    `select ${times(100_000, '(')}1${times(100_000, ')')}`,
    ['refused', 'failed', 'ended'],
  ],
  [
    'nots, a hundred thousand deep',
    `select ${times(100_000, 'not ')}true`,
    ['refused', 'failed', 'ended', 'harmless'],
  ],
  [
    'a hundred thousand sums',
    `select 1${times(100_000, '+1')}`,
    ['refused', 'failed', 'ended', 'harmless'],
  ],
  ['five thousand columns', `select 1${times(5000, ',1')}`, ['harmless', 'ended', 'failed']],
  [
    'a name of a hundred thousand characters',
    `select 1 as "${times(100_000, 'a')}"`,
    ['harmless', 'refused'],
  ],
  [
    'a number of a hundred thousand digits',
    `select ${times(100_000, '9')}`,
    ['refused', 'failed', 'harmless'],
  ],
  [
    'three hundred unions',
    `select 1${times(300, ' union select 1')}`,
    ['harmless', 'refused', 'failed', 'ended'],
  ],
  [
    'a CTE that doubles thirty times',
    `with a0 as (select 1 x)${Array.from({ length: 30 }, (_, i) => `, a${i + 1} as (from a${i} union all from a${i})`).join('')} select count(*) from a30`,
    ['ended', 'failed'],
  ],
]);

const crashes = group('Crashing DuckDB', [
  [
    'list_sort of variants',
    `select list_sort(v) from (select 'x'::variant v from range(3))`,
    ['ended', 'failed'],
  ],
  [
    'a malformed tree',
    `select json_deserialize_sql('{"statements":[{"node":{"type":"SELECT_NODE"}}]}')`,
    'refused',
  ],
  [
    'a malformed tree from a table',
    `select json_deserialize_sql(j) from (select '{}'::json j)`,
    'refused',
  ],
  ['a number past a double', 'select 1e400', 'refused'],
  [
    'the smallest integer by minus one',
    `select (-9223372036854775808) // -1`,
    ['failed', 'harmless'],
  ],
  ['a decimal of no width', 'select 1::decimal(0, 0)', ['failed', 'refused']],
  [
    'a window without end',
    'select sum(1) over (rows between 9223372036854775807 preceding and 9223372036854775807 following)',
    ['failed', 'harmless'],
  ],
  [
    'a list index of the ends of the integers',
    'select [1][-9223372036854775808]',
    ['failed', 'harmless'],
  ],
  ['a repeat of a negative number', `select repeat('x', -1)`, 'harmless'],
  ['a format with fields that are not there', `select format('{:>99999999999}', 1)`, 'failed'],
  [
    'printf with a width of all memory',
    `select length(printf('%2000000000d', 1))`,
    ['failed', 'ended', 'harmless'],
  ],
  ['a date past its calendar', `select date '5881580-07-10' + interval 1 year`, 'failed'],
]);

/** Put as Postgres puts them, by the wire alone: the translation of the dialect must open no way around the check. */
export const dialectAttacks: readonly Attack[] = group("In Postgres' dialect", [
  [
    'a file by the name of a catalogue function',
    `select * from pg_catalog.read_text('/etc/passwd')`,
    'refused',
  ],
  ['SQL in a string, by the same', `select pg_catalog.json_execute_serialized_sql('x')`, 'refused'],
  [
    'a file within a function of Postgres',
    `select * from string_to_array((select content from read_text('/etc/passwd')), ',') s`,
    'refused',
  ],
  ['a file behind format', `select format('%I', content) from read_text('/etc/passwd')`, 'refused'],
  ['a file behind regclass', `select 'x'::regclass from "/etc/passwd"`, 'refused'],
  ['a file as a table of ggr', `select * from ggr."{env}"`, 'refused'],
  [
    'the store behind an operator',
    `select x ~ 'a' from (select content as x from read_blob('{store}'))`,
    'refused',
  ],
  ['a file behind any', `select 1 = any('{}') from read_csv('{env}')`, 'refused'],
  ['a file behind copy', `copy (select * from read_text('/etc/passwd')) to stdout`, 'refused'],
  [
    'a file behind a cursor',
    `declare c cursor for select * from read_text('{env}'); fetch all in c`,
    'refused',
  ],
  ['a file behind explain', `explain analyze select * from read_text('{env}')`, 'refused'],
  [
    'a file by a function of Postgres',
    `begin; set search_path = memory; select * from pg_read_file('{env}')`,
    ['refused', 'failed'],
  ],
  [
    'a write into the catalogue',
    `select * from memory.pg.pg_class; drop table memory.pg.pg_class`,
    'refused',
  ],
  [
    'a macro in the catalogue',
    `create or replace macro memory.pg.version() as (select 1)`,
    'refused',
  ],
  ['attach behind a select', `select 1; attach '{out}' as x`, 'refused'],
  ['copy behind a dollar string', `select $$;$$; copy (select 1) to '{out}'`, 'refused'],
  ['copy to a program', `copy (select 1) to program 'id > {out}'`, 'refused'],
  ['copy from the client', 'copy sync.runs from stdin', 'refused'],
  ['a large object from a file', `select lo_import('/etc/passwd')`, 'failed'],
  ['a folder of the machine', `select * from pg_ls_dir('/etc')`, ['refused', 'failed']],
  ['a file of settings', `select pg_read_binary_file('{env}')`, 'failed'],
  ['a procedure in C', `create function f() returns int as 'libc.so.6' language c`, 'refused'],
  ['a block of code', `do $$ begin perform 1; end $$`, 'refused'],
  [
    'another connection',
    `select * from dblink('host=127.0.0.1', 'select 1') as t(a int)`,
    ['refused', 'failed'],
  ],
  ['all rights', 'set session authorization postgres; select 1', 'harmless'],
  ['a sleep without end', 'select pg_sleep(3600)', 'ended'],
  ['a lock for ever', 'select pg_advisory_lock(1)', ['failed', 'harmless']],
  ['a lock on a table', 'lock table ggr.daily in access exclusive mode', ['refused', 'taken']],
  ['the end of another session', 'select pg_terminate_backend(1)', ['failed', 'harmless']],
  ['a setting of the whole server', `alter system set search_path = 'x'`, 'refused'],
]).attacks;

/** That protocol's own, which the check of one statement refuses elsewhere. */
const BY_WIRE: readonly (readonly [RegExp, Outcome])[] = [
  [/^(re)?set |^-- (select 1$|x\u2028)|^\/\* select 1$|^$/, 'taken'],
  [/^select 1; (set|select) /, 'harmless'],
];

/** What becomes of an attack that is put by the wire. */
export function outcomeByWire({ sql, outcome, byWire }: Attack): readonly Outcome[] {
  const own = outcome === 'refused' && BY_WIRE.find(([text]) => text.test(sql))?.[1];
  return [byWire ?? (own || outcome)].flat();
}

export const attackGroups: readonly AttackGroup[] = [
  reading,
  writing,
  strings,
  disguises,
  endless,
  crashes,
];
