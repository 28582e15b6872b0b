-- Postgres' catalogue of this snapshot, in the reader's own memory: what clients ask before they show a table.
create schema memory.pg;
create schema memory.pg_info;

-- the same in every snapshot: clients keep them between two questions
create macro memory.pg.oid_of(name) as cast(hash(name) % 2000000000 + 100000 as uinteger);

create macro memory.pg.type_oid(type) as cast(
  case when type like '%[]' then case when type like 'VARCHAR%' then 1009 when type like 'BIGINT%' then 1016 when type like 'INTEGER%' then 1007 else 1009 end
       when type like 'DECIMAL%' or type in ('HUGEINT', 'UHUGEINT', 'UBIGINT') then 1700
       when type like 'STRUCT%' or type like 'MAP%' or type = 'JSON' then 114
       when type like 'TIMESTAMP%ZONE' then 1184
       when type like 'TIMESTAMP%' then 1114
       else case type when 'BOOLEAN' then 16 when 'BLOB' then 17 when 'BIGINT' then 20 when 'UINTEGER' then 26
                      when 'TINYINT' then 21 when 'UTINYINT' then 21 when 'SMALLINT' then 21
                      when 'USMALLINT' then 23 when 'INTEGER' then 23 when 'FLOAT' then 700 when 'DOUBLE' then 701
                      when 'DATE' then 1082 when 'TIME' then 1083 when 'INTERVAL' then 1186 when 'UUID' then 2950
                      else 25 end
  end as uinteger);

-- tableoid is a column of its own here, which `*` shows: Perl joins descriptions by it
create table memory.pg.pg_namespace as
select memory.pg.oid_of(schema_name) as oid, schema_name as nspname, 10::uinteger as nspowner, null::varchar[] as nspacl, 2615::uinteger as tableoid
  from duckdb_schemas()
 where database_name = current_database()
   and schema_name not in ('main', 'information_schema', 'pg_catalog')
 union all
select unnest([11, 13000])::uinteger, unnest(['pg_catalog', 'information_schema']), 10::uinteger, null, 2615;

-- Whoever reads a snapshot asks which tables there are (\dt, getTables with TABLE), and ggr.daily must be among them: to
-- clients all relations are tables. Those that are made of others have their definition in pg_views besides.
create table memory.pg.relations as
select memory.pg.oid_of(schema_name || '.' || view_name) as oid,
       schema_name, view_name as name, comment, column_count,
       -- what is a table in the store is a view over its files here
       not (sql like '%FROM read_parquet((ggr.snapshot_folder()%' and sql not like '%WITH %') as is_made,
       sql
  from duckdb_views()
 where database_name = current_database() and not internal
 union all
select memory.pg.oid_of(schema_name || '.' || table_name), schema_name, table_name, comment, column_count, false, null
  from duckdb_tables()
 where database_name = current_database();

create table memory.pg.columns as
select relations.oid, columns.schema_name, relations.name as table_name, column_name, column_index, data_type, columns.comment, is_nullable,
       numeric_precision, numeric_scale,
       memory.pg.type_oid(data_type) as type_oid,
       case when data_type like 'DECIMAL%' then (numeric_precision << 16 | numeric_scale) + 4 else -1 end::integer as modifier
  from duckdb_columns() as columns
  join memory.pg.relations on relations.schema_name = columns.schema_name and relations.name = columns.table_name
 where database_name = current_database();

create table memory.pg.pg_class as
select oid, name as relname, memory.pg.oid_of(schema_name) as relnamespace,
       0::uinteger as reltype, 0::uinteger as reloftype, 10::uinteger as relowner, 0::uinteger as relam, 0::uinteger as relfilenode,
       0::uinteger as reltablespace, 0 as relpages, -1::float as reltuples, 0 as relallvisible, 0::uinteger as reltoastrelid,
       false as relhasindex, false as relisshared, 'p' as relpersistence, 'r' as relkind, column_count::smallint as relnatts,
       0::smallint as relchecks, false as relhasrules, false as relhastriggers, false as relhassubclass, false as relrowsecurity,
       false as relforcerowsecurity, true as relispopulated, 'd' as relreplident, false as relispartition, 0::uinteger as relrewrite,
       0::uinteger as relfrozenxid, 0::uinteger as relminmxid, null::varchar[] as relacl, null::varchar[] as reloptions,
       null::varchar as relpartbound, 1259::uinteger as tableoid
  from memory.pg.relations
 union all
-- the catalogue's own that descriptions belong to: 'pg_class'::regclass
select unnest([1259, 1247, 1249, 1255, 2615, 2606, 2604, 2609])::uinteger,
       unnest(['pg_class', 'pg_type', 'pg_attribute', 'pg_proc', 'pg_namespace', 'pg_constraint', 'pg_attrdef', 'pg_description']),
       11::uinteger, 0, 0, 10, 0, 0, 0, 0, -1, 0, 0, false, false, 'p', 'r', 0, 0, false, false, false, false, false, true, 'd', false, 0, 0, 0, null, null, null, 1259;

create table memory.pg.pg_attribute as
select oid as attrelid, column_name as attname, type_oid as atttypid, -1 as attstattarget,
       case type_oid when 16 then 1 when 21 then 2 when 23 then 4 when 26 then 4 when 700 then 4 when 1082 then 4 when 20 then 8 when 701 then 8
                     when 1083 then 8 when 1114 then 8 when 1184 then 8 when 1186 then 16 when 2950 then 16 else -1 end::smallint as attlen,
       column_index::smallint as attnum, 0 as attndims, -1 as attcacheoff, modifier as atttypmod, false as attbyval, 'x' as attstorage,
       'i' as attalign, '' as attcompression, not is_nullable as attnotnull, false as atthasdef, false as atthasmissing, '' as attidentity,
       '' as attgenerated, false as attisdropped, true as attislocal, 0 as attinhcount, 0::uinteger as attcollation,
       null::varchar[] as attacl, null::varchar[] as attoptions, null::varchar[] as attfdwoptions, null::varchar as attmissingval
  from memory.pg.columns;

create table memory.pg.pg_description as
select oid as objoid, 1259::uinteger as classoid, 0 as objsubid, comment as description
  from memory.pg.relations
 where comment is not null
 union all
select oid, 1259, column_index, comment
  from memory.pg.columns
 where comment is not null;

create table memory.pg.pg_type as
with types as (
  select unnest([
    {'oid': 16, 'name': 'bool', 'len': 1, 'category': 'B', 'list': 1000, 'words': 'boolean'},
    {'oid': 17, 'name': 'bytea', 'len': -1, 'category': 'U', 'list': 1001, 'words': 'bytea'},
    {'oid': 18, 'name': 'char', 'len': 1, 'category': 'S', 'list': 1002, 'words': '"char"'},
    {'oid': 19, 'name': 'name', 'len': 64, 'category': 'S', 'list': 1003, 'words': 'name'},
    {'oid': 20, 'name': 'int8', 'len': 8, 'category': 'N', 'list': 1016, 'words': 'bigint'},
    {'oid': 21, 'name': 'int2', 'len': 2, 'category': 'N', 'list': 1005, 'words': 'smallint'},
    {'oid': 23, 'name': 'int4', 'len': 4, 'category': 'N', 'list': 1007, 'words': 'integer'},
    {'oid': 24, 'name': 'regproc', 'len': 4, 'category': 'N', 'list': 1008, 'words': 'regproc'},
    {'oid': 25, 'name': 'text', 'len': -1, 'category': 'S', 'list': 1009, 'words': 'text'},
    {'oid': 26, 'name': 'oid', 'len': 4, 'category': 'N', 'list': 1028, 'words': 'oid'},
    {'oid': 114, 'name': 'json', 'len': -1, 'category': 'U', 'list': 199, 'words': 'json'},
    {'oid': 700, 'name': 'float4', 'len': 4, 'category': 'N', 'list': 1021, 'words': 'real'},
    {'oid': 701, 'name': 'float8', 'len': 8, 'category': 'N', 'list': 1022, 'words': 'double precision'},
    {'oid': 705, 'name': 'unknown', 'len': -2, 'category': 'X', 'list': 0, 'words': 'unknown'},
    {'oid': 1042, 'name': 'bpchar', 'len': -1, 'category': 'S', 'list': 1014, 'words': 'character'},
    {'oid': 1043, 'name': 'varchar', 'len': -1, 'category': 'S', 'list': 1015, 'words': 'character varying'},
    {'oid': 1082, 'name': 'date', 'len': 4, 'category': 'D', 'list': 1182, 'words': 'date'},
    {'oid': 1083, 'name': 'time', 'len': 8, 'category': 'D', 'list': 1183, 'words': 'time without time zone'},
    {'oid': 1114, 'name': 'timestamp', 'len': 8, 'category': 'D', 'list': 1115, 'words': 'timestamp without time zone'},
    {'oid': 1184, 'name': 'timestamptz', 'len': 8, 'category': 'D', 'list': 1185, 'words': 'timestamp with time zone'},
    {'oid': 1186, 'name': 'interval', 'len': 16, 'category': 'T', 'list': 1187, 'words': 'interval'},
    {'oid': 1700, 'name': 'numeric', 'len': -1, 'category': 'N', 'list': 1231, 'words': 'numeric'},
    {'oid': 2205, 'name': 'regclass', 'len': 4, 'category': 'N', 'list': 2210, 'words': 'regclass'},
    {'oid': 2206, 'name': 'regtype', 'len': 4, 'category': 'N', 'list': 2211, 'words': 'regtype'},
    {'oid': 2249, 'name': 'record', 'len': -1, 'category': 'P', 'list': 2287, 'words': 'record'},
    {'oid': 2278, 'name': 'void', 'len': 4, 'category': 'P', 'list': 0, 'words': 'void'},
    {'oid': 2950, 'name': 'uuid', 'len': 16, 'category': 'U', 'list': 2951, 'words': 'uuid'},
    {'oid': 3802, 'name': 'jsonb', 'len': -1, 'category': 'U', 'list': 3807, 'words': 'jsonb'}
  ], recursive := true)),
named as (
  select oid, name, len, category, list, 0 as element, words from types
   union all
  select list, '_' || name, -1, 'A', 0, oid, words || '[]' from types where list <> 0
)
select oid::uinteger as oid, name as typname, 11::uinteger as typnamespace, 10::uinteger as typowner, len::smallint as typlen, len between 1 and 8 as typbyval,
       if(category = 'P', 'p', 'b') as typtype, category as typcategory, name in ('bool', 'text', 'float8', 'timestamptz', 'interval', 'oid') as typispreferred,
       true as typisdefined, ',' as typdelim, 0::uinteger as typrelid, element::uinteger as typelem, list::uinteger as typarray,
       if(element <> 0, 'array_in', name || 'in') as typinput, if(element <> 0, 'array_out', name || 'out') as typoutput,
       memory.pg.oid_of(if(element <> 0, 'array_recv', name || 'recv')) as typreceive, if(element <> 0, 'array_send', name || 'send') as typsend,
       '-' as typmodin, '-' as typmodout, '-' as typanalyze, 'i' as typalign, 'x' as typstorage, false as typnotnull, 0::uinteger as typbasetype,
       -1 as typtypmod, 0 as typndims, 0::uinteger as typcollation, null::varchar as typdefaultbin, null::varchar as typdefault,
       null::varchar[] as typacl, '-' as typsubscript, 1247::uinteger as tableoid, words
  from named;

-- .NET tells lists by the function that receives them, Ruby by the one that reads them
create table memory.pg.pg_proc as
select memory.pg.oid_of(name) as oid, name as proname, 11::uinteger as pronamespace, 10::uinteger as proowner, 0::uinteger as prolang, 1::float as procost,
       0::float as prorows, 0::uinteger as provariadic, 'f' as prokind, false as prosecdef, false as proleakproof, true as proisstrict, false as proretset,
       'i' as provolatile, 's' as proparallel, 1::smallint as pronargs, 0::smallint as pronargdefaults, 2281::uinteger as prorettype, []::uinteger[] as proargtypes,
       null::uinteger[] as proallargtypes, null::varchar[] as proargmodes, null::varchar[] as proargnames, name as prosrc, null::varchar as probin, null::varchar as prosqlbody, 0::uinteger as prosupport, null::varchar as proargdefaults,
       null::uinteger[] as protrftypes, null::varchar[] as proconfig, null::varchar[] as proacl, 1255::uinteger as tableoid
  from (select distinct unnest([typinput, typoutput, typsend, if(typelem <> 0, 'array_recv', typname || 'recv')]) as name from memory.pg.pg_type);

-- for the macros: in what they select from no name may stand that an asker's argument could have
create table memory.pg.k_relations as select oid as k_oid, schema_name as k_schema, name as k_name from memory.pg.relations
 union all select oid, 'pg_catalog', relname from memory.pg.pg_class where relnamespace = 11;
create table memory.pg.k_types as select oid as k_oid, typname as k_name, words as k_words, typelem as k_element from memory.pg.pg_type;
create table memory.pg.k_functions as select oid as k_oid, proname as k_name from memory.pg.pg_proc;
create table memory.pg.k_namespaces as select oid as k_oid, nspname as k_name from memory.pg.pg_namespace;
create table memory.pg.k_descriptions as select objoid as k_object, objsubid as k_part, description as k_text from memory.pg.pg_description;
