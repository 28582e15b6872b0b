-- Parts of Postgres' catalogue of which this one has a row or a few.
create view memory.pg.pg_get_keywords as select keyword_name as word, keyword_category[1:1] as catcode, keyword_category as catdesc from duckdb_keywords();
create view memory.pg.pg_am as select 2::uinteger as oid, 'heap' as amname, 'heap_tableam_handler' as amhandler, 't' as amtype;
create view memory.pg.pg_roles as
select 10::uinteger as oid, 'ggr' as rolname, false as rolsuper, true as rolinherit, false as rolcreaterole, false as rolcreatedb, true as rolcanlogin, false as rolreplication,
       -1 as rolconnlimit, null::varchar as rolpassword, null::timestamptz as rolvaliduntil, false as rolbypassrls, null::varchar[] as rolconfig;
create view memory.pg.pg_authid as from memory.pg.pg_roles;
create view memory.pg.pg_user as select 'ggr' as usename, 10::uinteger as usesysid, false as usecreatedb, false as usesuper, false as userepl, false as usebypassrls, '********' as passwd,
       null::timestamptz as valuntil, null::varchar[] as useconfig;
create view memory.pg.pg_shadow as from memory.pg.pg_user;
create view memory.pg.pg_group as select '' as groname, 0::uinteger as grosysid, []::uinteger[] as grolist where false;
create view memory.pg.pg_tablespace as select 1663::uinteger as oid, 'pg_default' as spcname, 10::uinteger as spcowner, null::varchar[] as spcacl, null::varchar[] as spcoptions;
create view memory.pg.pg_database as
select 1::uinteger as oid, 'ggr' as datname, 10::uinteger as datdba, 6 as encoding, 'c' as datlocprovider, false as datistemplate, true as datallowconn, -1 as datconnlimit,
       0::uinteger as dattablespace, 'C' as datcollate, 'C' as datctype, null::varchar as daticulocale, null::varchar as datcollversion, 0::uinteger as datfrozenxid, 0::uinteger as datminmxid, null::varchar[] as datacl;
create view memory.pg.pg_tables as
select schema_name as schemaname, name as tablename, 'ggr' as tableowner, null::varchar as tablespace, false as hasindexes, false as hasrules, false as hastriggers, false as rowsecurity
  from memory.pg.relations;
create view memory.pg.pg_views as
select schema_name as schemaname, name as viewname, 'ggr' as viewowner, sql as definition from memory.pg.relations where is_made;
create view memory.pg.pg_settings as
select unnest(['max_index_keys', 'server_version', 'server_version_num', 'server_encoding', 'search_path', 'TimeZone', 'standard_conforming_strings', 'max_identifier_length', 'lc_collate', 'block_size']) as name,
       unnest(['32', '15.0', '150000', 'UTF8', 'ggr', 'UTC', 'on', '63', 'C', '8192']) as setting,
       null::varchar as unit, '' as category, '' as short_desc, 'user' as context, 'string' as vartype, 'default' as source, null::varchar[] as enumvals, setting as boot_val, setting as reset_val,
       '' as extra_desc, null::varchar as min_val, null::varchar as max_val, null::varchar as sourcefile, null::integer as sourceline, false as pending_restart;
