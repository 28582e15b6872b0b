/** Put as Postgres puts them, by the wire alone: the translation of the dialect must open no way around the check. */
import { type Attack, group } from '../attack.ts';

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
  [
    'a file prepared, and executed',
    `prepare q as from read_text('/etc/passwd'); execute q`,
    'refused',
  ],
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
