-- Functions of Postgres that clients call before they show a table, as macros: each reads the catalogue at hand and nothing else.
create macro memory.pg.format_type(type, modifier) as
  (select case when k_oid = 1700 and modifier is not null and modifier > 4 then 'numeric(' || ((modifier - 4) >> 16) || ',' || ((modifier - 4) & 65535) || ')' else k_words end
     from memory.pg.k_types where k_oid = type);
create macro memory.pg.pg_get_userbyid(role) as 'ggr';
create macro memory.pg.obj_description
  (object) as (select k_text from memory.pg.k_descriptions where k_object = object and k_part = 0),
  (object, catalog) as (select k_text from memory.pg.k_descriptions where k_object = object and k_part = 0 and catalog = 'pg_class');
create macro memory.pg.col_description(relation, number) as (select k_text from memory.pg.k_descriptions where k_object = relation and k_part = number and k_part <> 0);
create macro memory.pg.shobj_description(object, catalog) as null::varchar;
-- ggr is in the search path, and nothing else of the store's
create macro memory.pg.pg_table_is_visible(relation) as (select count(*) > 0 from memory.pg.k_relations where k_oid = relation and k_schema in ('pg_catalog', 'ggr'));
create macro memory.pg.pg_type_is_visible(object) as true;
create macro memory.pg.pg_function_is_visible(object) as true;
create macro memory.pg.pg_operator_is_visible(object) as true;
create macro memory.pg.pg_opclass_is_visible(object) as true;
create macro memory.pg.pg_opfamily_is_visible(object) as true;
create macro memory.pg.pg_conversion_is_visible(object) as true;
create macro memory.pg.pg_collation_is_visible(object) as true;
create macro memory.pg.pg_statistics_obj_is_visible(object) as true;
create macro memory.pg.pg_ts_parser_is_visible(object) as true;
create macro memory.pg.pg_ts_dict_is_visible(object) as true;
create macro memory.pg.pg_ts_template_is_visible(object) as true;
create macro memory.pg.pg_ts_config_is_visible(object) as true;
-- a page long for each: information_schema.views has it
create macro memory.pg.pg_get_viewdef (relation) as null::varchar, (relation, pretty) as null::varchar;
create macro memory.pg.pg_get_expr (expression, relation) as null::varchar, (expression, relation, pretty) as null::varchar;
create macro memory.pg.pg_get_constraintdef (object) as null::varchar, (object, pretty) as null::varchar;
create macro memory.pg.pg_get_indexdef (object) as null::varchar, (object, number, pretty) as null::varchar;
create macro memory.pg.pg_get_partkeydef(relation) as null::varchar;
create macro memory.pg.pg_get_ruledef (object) as null::varchar, (object, pretty) as null::varchar;
create macro memory.pg.pg_get_triggerdef (object) as null::varchar, (object, pretty) as null::varchar;
create macro memory.pg.pg_get_function_result(routine) as null::varchar;
create macro memory.pg.pg_get_function_arguments(routine) as null::varchar;
create macro memory.pg.pg_get_function_identity_arguments(routine) as null::varchar;
create macro memory.pg.pg_get_function_sqlbody(routine) as null::varchar;
create macro memory.pg.pg_get_functiondef(routine) as null::varchar;
create macro memory.pg.pg_get_serial_sequence(relation, name) as null::varchar;
create macro memory.pg.pg_get_statisticsobjdef_columns(object) as null::varchar;
create macro memory.pg.pg_relation_is_publishable(relation) as false;
create macro memory.pg.pg_encoding_to_char(number) as 'UTF8';
create macro memory.pg.pg_char_to_encoding(name) as 6;
create macro memory.pg.pg_tablespace_location(object) as '';
create macro memory.pg.pg_relation_size (relation) as 0::bigint, (relation, fork) as 0::bigint;
create macro memory.pg.pg_total_relation_size(relation) as 0::bigint;
create macro memory.pg.pg_table_size(relation) as 0::bigint;
create macro memory.pg.pg_indexes_size(relation) as 0::bigint;
create macro memory.pg.pg_database_size(name) as 0::bigint;
create macro memory.pg.pg_size_pretty(bytes) as format_bytes(bytes::bigint);
create macro memory.pg.pg_stat_get_numscans(relation) as 0::bigint;
create macro memory.pg.pg_is_in_recovery() as false;
create macro memory.pg.pg_is_other_temp_schema(object) as false;
create macro memory.pg.pg_my_temp_schema() as 0::uinteger;
create macro memory.pg.pg_backend_pid() as 1;
create macro memory.pg.pg_postmaster_start_time() as timestamptz '2000-01-01 00:00:00+00';
-- nobody writes, so every lock is free
create macro memory.pg.pg_try_advisory_lock (key) as true, (key, other) as true;
create macro memory.pg.pg_try_advisory_lock_shared (key) as true, (key, other) as true;
create macro memory.pg.pg_advisory_lock (key) as '', (key, other) as '';
create macro memory.pg.pg_advisory_unlock (key) as true, (key, other) as true;
create macro memory.pg.pg_advisory_unlock_all() as '';
create macro memory.pg.txid_current() as 1::bigint;
create macro memory.pg.inet_server_addr() as null::varchar;
create macro memory.pg.inet_server_port() as null::integer;
create macro memory.pg.inet_client_addr() as null::varchar;
create macro memory.pg.version() as 'PostgreSQL 15.0 (ggr, which reads only; DuckDB answers)';
create macro memory.pg.current_database() as 'ggr';
create macro memory.pg.current_schema() as 'ggr';
create macro memory.pg.current_schemas(isWhole) as if(isWhole, ['pg_catalog', 'ggr'], ['ggr']);
create macro memory.pg.has_table_privilege (relation, privilege) as not regexp_matches(privilege, '^\s*(insert|update|delete|truncate|references|trigger|rule)\s*$', 'i'), (role, relation, privilege) as not regexp_matches(privilege, '^\s*(insert|update|delete|truncate|references|trigger|rule)\s*$', 'i');
create macro memory.pg.has_any_column_privilege (relation, privilege) as lower(privilege) = 'select', (role, relation, privilege) as lower(privilege) = 'select';
create macro memory.pg.has_column_privilege (relation, name, privilege) as lower(privilege) = 'select', (role, relation, name, privilege) as lower(privilege) = 'select';
create macro memory.pg.has_schema_privilege (object, privilege) as lower(privilege) = 'usage', (role, object, privilege) as lower(privilege) = 'usage';
create macro memory.pg.has_database_privilege (object, privilege) as lower(privilege) = 'connect', (role, object, privilege) as lower(privilege) = 'connect';
create macro memory.pg.has_function_privilege (object, privilege) as true, (role, object, privilege) as true;
create macro memory.pg.has_sequence_privilege (object, privilege) as false, (role, object, privilege) as false;
create macro memory.pg.pg_has_role (object, privilege) as true, (role, object, privilege) as true;
create macro memory.pg.current_setting
  (asked) as case lower(asked) when 'search_path' then 'ggr' when 'server_version_num' then '150000' when 'server_version' then '15.0' when 'server_encoding' then 'UTF8' when 'client_encoding' then 'UTF8' when 'timezone' then 'UTC' when 'datestyle' then 'ISO, MDY' when 'standard_conforming_strings' then 'on' when 'max_index_keys' then '32' when 'block_size' then '8192' when 'is_superuser' then 'off' when 'transaction_read_only' then 'on' when 'default_transaction_isolation' then 'read committed' end,
  (asked, isOptional) as case lower(asked) when 'search_path' then 'ggr' when 'server_version_num' then '150000' when 'server_version' then '15.0' when 'server_encoding' then 'UTF8' when 'client_encoding' then 'UTF8' when 'timezone' then 'UTC' when 'datestyle' then 'ISO, MDY' when 'standard_conforming_strings' then 'on' when 'max_index_keys' then '32' when 'block_size' then '8192' when 'is_superuser' then 'off' when 'transaction_read_only' then 'on' when 'default_transaction_isolation' then 'read committed' end;
create macro memory.pg.set_config(setting, value, isLocal) as value;
create macro memory.pg.quote_ident(name) as if(regexp_full_match(name, '[a-z_][a-z0-9_]*'), name, '"' || replace(name, '"', '""') || '"');
create macro memory.pg.quote_literal(value) as '''' || replace(value::varchar, '''', '''''') || '''';
create macro memory.pg.quote_nullable(value) as coalesce('''' || replace(value::varchar, '''', '''''') || '''', 'NULL');
create macro memory.pg.array_remove(list, value) as list_filter(list, lambda item: item is distinct from value);
create macro memory.pg.array_lower(list, dimension) as if(len(list) > 0, 1, null);
create macro memory.pg.array_upper(list, dimension) as if(len(list) > 0, len(list)::integer, null);
create macro memory.pg._pg_expandarray(list) as unnest([{'x': list[i], 'n': i} for i in range(1, len(list) + 1)]);
create macro memory.pg._pg_truetypid(a, t) as a.atttypid;
create macro memory.pg._pg_truetypmod(a, t) as a.atttypmod;
-- what `'ggr.daily'::regclass` is: a name, in quotes or not, or the number itself
create macro memory.pg.to_regclass(asked) as
  coalesce(try_cast(asked as uinteger),
           (select min(k_oid) from memory.pg.k_relations
             where replace(asked::varchar, '"', '') in (k_schema || '.' || k_name, if(k_schema in ('ggr', 'pg_catalog'), k_name, null))));
create macro memory.pg.to_regproc(asked) as
  coalesce(try_cast(asked as uinteger), (select min(k_oid) from memory.pg.k_functions where k_name = replace(asked::varchar, 'pg_catalog.', '')));
create macro memory.pg.to_regtype(asked) as
  coalesce(try_cast(asked as uinteger), (select min(k_oid) from memory.pg.k_types where replace(asked::varchar, 'pg_catalog.', '') in (k_name, k_words)));
create macro memory.pg.to_regnamespace(asked) as
  coalesce(try_cast(asked as uinteger), (select min(k_oid) from memory.pg.k_namespaces where k_name = replace(asked::varchar, '"', '')));
create macro memory.pg.to_regrole(asked) as 10::uinteger;
create macro memory.pg.name_of_regclass(object) as
  coalesce((select min(if(k_schema in ('ggr', 'pg_catalog'), '', k_schema || '.') || k_name) from memory.pg.k_relations where k_oid = try_cast(object as uinteger)), object::varchar);
create macro memory.pg.name_of_regtype(object) as coalesce((select min(k_words) from memory.pg.k_types where k_oid = try_cast(object as uinteger)), object::varchar);
create macro memory.pg.name_of_regnamespace(object) as coalesce((select min(k_name) from memory.pg.k_namespaces where k_oid = try_cast(object as uinteger)), object::varchar);
create macro memory.pg.name_of_regrole(object) as 'ggr';
