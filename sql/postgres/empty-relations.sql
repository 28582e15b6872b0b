-- Parts of Postgres' catalogue of which this one has nothing: there, with the columns that clients name, and empty.
create view memory.pg.pg_index as
select 0::uinteger as indexrelid, 0::uinteger as indrelid, 0::smallint as indnatts, 0::smallint as indnkeyatts, false as indisunique, false as indnullsnotdistinct,
       false as indisprimary, false as indisexclusion, true as indimmediate, false as indisclustered, true as indisvalid, true as indcheckxmin, true as indisready,
       true as indislive, false as indisreplident, []::smallint[] as indkey, []::uinteger[] as indcollation, []::uinteger[] as indclass, []::smallint[] as indoption,
       null::varchar as indexprs, null::varchar as indpred
 where false;
create view memory.pg.pg_constraint as
select 0::uinteger as oid, '' as conname, 0::uinteger as connamespace, '' as contype, false as condeferrable, false as condeferred, true as convalidated,
       0::uinteger as conrelid, 0::uinteger as contypid, 0::uinteger as conindid, 0::uinteger as conparentid, 0::uinteger as confrelid, '' as confupdtype,
       '' as confdeltype, '' as confmatchtype, true as conislocal, 0 as coninhcount, false as connoinherit, []::smallint[] as conkey, []::smallint[] as confkey,
       []::uinteger[] as conpfeqop, []::uinteger[] as conexclop, null::varchar as conbin, null::varchar as consrc
 where false;
create view memory.pg.pg_attrdef as select 0::uinteger as oid, 0::uinteger as adrelid, 0::smallint as adnum, '' as adbin, '' as adsrc where false;
create view memory.pg.pg_inherits as select 0::uinteger as inhrelid, 0::uinteger as inhparent, 0 as inhseqno, false as inhdetachpending where false;
create view memory.pg.pg_depend as
select 0::uinteger as classid, 0::uinteger as objid, 0 as objsubid, 0::uinteger as refclassid, 0::uinteger as refobjid, 0 as refobjsubid, '' as deptype where false;
create view memory.pg.pg_shdescription as select 0::uinteger as objoid, 0::uinteger as classoid, '' as description where false;
create view memory.pg.pg_enum as select 0::uinteger as oid, 0::uinteger as enumtypid, 0::float as enumsortorder, '' as enumlabel where false;
create view memory.pg.pg_range as
select 0::uinteger as rngtypid, 0::uinteger as rngsubtype, 0::uinteger as rngmultitypid, 0::uinteger as rngcollation, 0::uinteger as rngsubopc, '' as rngcanonical, '' as rngsubdiff where false;
create view memory.pg.pg_trigger as
select 0::uinteger as oid, 0::uinteger as tgrelid, 0::uinteger as tgparentid, '' as tgname, 0::uinteger as tgfoid, 0::smallint as tgtype, '' as tgenabled, false as tgisinternal,
       0::uinteger as tgconstrrelid, 0::uinteger as tgconstrindid, 0::uinteger as tgconstraint, false as tgdeferrable, false as tginitdeferred
 where false;
create view memory.pg.pg_rewrite as select 0::uinteger as oid, '' as rulename, 0::uinteger as ev_class, '' as ev_type, '' as ev_enabled, false as is_instead where false;
create view memory.pg.pg_policy as
select 0::uinteger as oid, '' as polname, 0::uinteger as polrelid, '' as polcmd, true as polpermissive, []::uinteger[] as polroles, null::varchar as polqual, null::varchar as polwithcheck where false;
create view memory.pg.pg_statistic_ext as
select 0::uinteger as oid, 0::uinteger as stxrelid, '' as stxname, 0::uinteger as stxnamespace, 10::uinteger as stxowner, 0 as stxstattarget, []::smallint[] as stxkeys, []::varchar[] as stxkind where false;
create view memory.pg.pg_collation as select 0::uinteger as oid, '' as collname, 0::uinteger as collnamespace, '' as collprovider, '' as collcollate, '' as collctype, true as collisdeterministic where false;
create view memory.pg.pg_sequence as select 0::uinteger as seqrelid, 0::uinteger as seqtypid, 0::bigint as seqstart, 0::bigint as seqincrement, 0::bigint as seqmax, 0::bigint as seqmin where false;
create view memory.pg.pg_sequences as select '' as schemaname, '' as sequencename, '' as sequenceowner, '' as data_type where false;
create view memory.pg.pg_publication as select 0::uinteger as oid, '' as pubname, 10::uinteger as pubowner, false as puballtables, false as pubinsert, false as pubupdate, false as pubdelete, false as pubtruncate where false;
create view memory.pg.pg_publication_rel as select 0::uinteger as oid, 0::uinteger as prpubid, 0::uinteger as prrelid, null::varchar as prqual, null::smallint[] as prattrs where false;
create view memory.pg.pg_publication_namespace as select 0::uinteger as oid, 0::uinteger as pnpubid, 0::uinteger as pnnspid where false;
create view memory.pg.pg_foreign_table as select 0::uinteger as ftrelid, 0::uinteger as ftserver, null::varchar[] as ftoptions where false;
create view memory.pg.pg_foreign_server as select 0::uinteger as oid, '' as srvname, 10::uinteger as srvowner where false;
create view memory.pg.pg_partitioned_table as select 0::uinteger as partrelid, '' as partstrat where false;
create view memory.pg.pg_matviews as select '' as schemaname, '' as matviewname, '' as matviewowner, '' as definition where false;
create view memory.pg.pg_indexes as select '' as schemaname, '' as tablename, '' as indexname, '' as tablespace, '' as indexdef where false;
create view memory.pg.pg_stat_activity as
select 0::uinteger as datid, '' as datname, 0 as pid, '' as usename, '' as application_name, '' as state, '' as query, null::timestamptz as query_start, null::timestamptz as backend_start where false;
create view memory.pg.pg_locks as select '' as locktype, 0::uinteger as database, 0::uinteger as relation, 0 as pid, '' as mode, false as granted where false;
create view memory.pg.pg_auth_members as select 0::uinteger as roleid, 0::uinteger as member, 0::uinteger as grantor, false as admin_option where false;
create view memory.pg.pg_language as select 0::uinteger as oid, '' as lanname, false as lanispl where false;
create view memory.pg.pg_cast as select 0::uinteger as oid, 0::uinteger as castsource, 0::uinteger as casttarget, '' as castcontext where false;
create view memory.pg.pg_operator as select 0::uinteger as oid, '' as oprname, 0::uinteger as oprnamespace, 0::uinteger as oprleft, 0::uinteger as oprright where false;
create view memory.pg.pg_opclass as select 0::uinteger as oid, '' as opcname, 0::uinteger as opcnamespace, 0::uinteger as opcintype where false;
create view memory.pg.pg_aggregate as select 0::uinteger as aggfnoid, '' as aggkind where false;
create view memory.pg.pg_event_trigger as select 0::uinteger as oid, '' as evtname where false;
create view memory.pg.pg_db_role_setting as select 0::uinteger as setdatabase, 0::uinteger as setrole, null::varchar[] as setconfig where false;
create view memory.pg.pg_extension as select 0::uinteger as oid, '' as extname, 10::uinteger as extowner, 0::uinteger as extnamespace, '' as extversion where false;
create view memory.pg.pg_available_extensions as select '' as name, '' as default_version, '' as installed_version, '' as comment where false;
create view memory.pg.pg_rules as select '' as schemaname, '' as tablename, '' as rulename, '' as definition where false;
create view memory.pg.pg_stat_user_tables as select 0::uinteger as relid, '' as schemaname, '' as relname, 0::bigint as n_live_tup where false;
create view memory.pg.pg_statio_user_tables as select 0::uinteger as relid, '' as schemaname, '' as relname where false;
create view memory.pg.pg_get_keywords as select keyword_name as word, keyword_category[1:1] as catcode, keyword_category as catdesc from duckdb_keywords();

create view memory.pg.pg_am as select 2::uinteger as oid, 'heap' as amname, 'heap_tableam_handler' as amhandler, 't' as amtype;
create view memory.pg.pg_roles as
select 10::uinteger as oid, 'ggr' as rolname, false as rolsuper, true as rolinherit, false as rolcreaterole, false as rolcreatedb, true as rolcanlogin, false as rolreplication,
       -1 as rolconnlimit, null::varchar as rolpassword, null::timestamptz as rolvaliduntil, false as rolbypassrls, null::varchar[] as rolconfig;
create view memory.pg.pg_authid as from memory.pg.pg_roles;
create view memory.pg.pg_user as select 'ggr' as usename, 10::uinteger as usesysid, false as usecreatedb, false as usesuper;
create view memory.pg.pg_shadow as from memory.pg.pg_user;
create view memory.pg.pg_group as select '' as groname, 0::uinteger as grosysid, []::uinteger[] as grolist where false;
create view memory.pg.pg_tablespace as select 1663::uinteger as oid, 'pg_default' as spcname, 10::uinteger as spcowner, null::varchar[] as spcacl, null::varchar[] as spcoptions;
create view memory.pg.pg_database as
select 1::uinteger as oid, 'ggr' as datname, 10::uinteger as datdba, 6 as encoding, 'c' as datlocprovider, false as datistemplate, true as datallowconn, -1 as datconnlimit,
       0::uinteger as dattablespace, 'C' as datcollate, 'C' as datctype, null::varchar as daticulocale, null::varchar as datcollversion, null::varchar[] as datacl;
create view memory.pg.pg_tables as
select schema_name as schemaname, name as tablename, 'ggr' as tableowner, null::varchar as tablespace, false as hasindexes, false as hasrules, false as hastriggers, false as rowsecurity
  from memory.pg.relations;
create view memory.pg.pg_views as
select schema_name as schemaname, name as viewname, 'ggr' as viewowner, sql as definition from memory.pg.relations where is_made;
create view memory.pg.pg_settings as
select unnest(['max_index_keys', 'server_version', 'server_version_num', 'server_encoding', 'search_path', 'TimeZone', 'standard_conforming_strings', 'max_identifier_length', 'lc_collate', 'block_size']) as name,
       unnest(['32', '15.0', '150000', 'UTF8', 'ggr', 'UTC', 'on', '63', 'C', '8192']) as setting,
       null::varchar as unit, '' as category, '' as short_desc, 'user' as context, 'string' as vartype, 'default' as source, null::varchar[] as enumvals;
