-- information_schema in Postgres' own words for types; what belongs to constraints and privileges is there and empty.
create macro memory.pg_info.type_words(type) as (select if(k_element <> 0, 'ARRAY', k_words) from memory.pg.k_types where k_oid = type);
create view memory.pg_info.schemata as
select 'ggr' as catalog_name, nspname as schema_name, 'ggr' as schema_owner, null::varchar as default_character_set_catalog, null::varchar as default_character_set_schema,
       null::varchar as default_character_set_name, null::varchar as sql_path
  from memory.pg.pg_namespace;
create view memory.pg_info.tables as
select 'ggr' as table_catalog, schema_name as table_schema, name as table_name, 'BASE TABLE' as table_type,
       null::varchar as self_referencing_column_name, null::varchar as reference_generation, null::varchar as user_defined_type_catalog,
       null::varchar as user_defined_type_schema, null::varchar as user_defined_type_name, 'NO' as is_insertable_into, 'NO' as is_typed, null::varchar as commit_action
  from memory.pg.relations;
create view memory.pg_info.views as
select 'ggr' as table_catalog, schema_name as table_schema, name as table_name, sql as view_definition, 'NONE' as check_option, 'NO' as is_updatable, 'NO' as is_insertable_into,
       'NO' as is_trigger_updatable, 'NO' as is_trigger_deletable, 'NO' as is_trigger_insertable_into
  from memory.pg.relations where is_made;
create view memory.pg_info.columns as
select 'ggr' as table_catalog, schema_name as table_schema, table_name, column_name, column_index::integer as ordinal_position, null::varchar as column_default,
       if(is_nullable, 'YES', 'NO') as is_nullable, memory.pg_info.type_words(type_oid) as data_type, null::integer as character_maximum_length,
       if(type_oid in (25, 1043), 1073741824, null)::integer as character_octet_length,
       case when type_oid = 1700 then numeric_precision when type_oid = 21 then 16 when type_oid in (23, 26) then 32 when type_oid = 20 then 64 when type_oid = 700 then 24 when type_oid = 701 then 53 end::integer as numeric_precision,
       case when type_oid in (20, 21, 23, 26, 700, 701) then 2 when type_oid = 1700 then 10 end::integer as numeric_precision_radix,
       case when type_oid = 1700 then numeric_scale when type_oid in (20, 21, 23, 26) then 0 end::integer as numeric_scale,
       case when type_oid in (1114, 1184, 1083, 1186) then 6 when type_oid = 1082 then 0 end::integer as datetime_precision,
       null::varchar as interval_type, null::integer as interval_precision, null::varchar as character_set_catalog, null::varchar as character_set_schema,
       null::varchar as character_set_name, null::varchar as collation_catalog, null::varchar as collation_schema, null::varchar as collation_name,
       null::varchar as domain_catalog, null::varchar as domain_schema, null::varchar as domain_name, 'ggr' as udt_catalog, 'pg_catalog' as udt_schema,
       (select k_name from memory.pg.k_types where k_oid = type_oid) as udt_name, null::varchar as scope_catalog, null::varchar as scope_schema, null::varchar as scope_name,
       null::integer as maximum_cardinality, column_index::varchar as dtd_identifier, 'NO' as is_self_referencing, 'NO' as is_identity, null::varchar as identity_generation,
       null::varchar as identity_start, null::varchar as identity_increment, null::varchar as identity_maximum, null::varchar as identity_minimum, 'NO' as identity_cycle,
       'NEVER' as is_generated, null::varchar as generation_expression, 'NO' as is_updatable
  from memory.pg.columns;
create view memory.pg_info.table_constraints as
select '' as constraint_catalog, '' as constraint_schema, '' as constraint_name, '' as table_catalog, '' as table_schema, '' as table_name, '' as constraint_type,
       '' as is_deferrable, '' as initially_deferred, '' as enforced, '' as nulls_distinct where false;
create view memory.pg_info.key_column_usage as
select '' as constraint_catalog, '' as constraint_schema, '' as constraint_name, '' as table_catalog, '' as table_schema, '' as table_name, '' as column_name,
       0 as ordinal_position, 0 as position_in_unique_constraint where false;
create view memory.pg_info.constraint_column_usage as
select '' as table_catalog, '' as table_schema, '' as table_name, '' as column_name, '' as constraint_catalog, '' as constraint_schema, '' as constraint_name where false;
create view memory.pg_info.constraint_table_usage as
select '' as table_catalog, '' as table_schema, '' as table_name, '' as constraint_catalog, '' as constraint_schema, '' as constraint_name where false;
create view memory.pg_info.referential_constraints as
select '' as constraint_catalog, '' as constraint_schema, '' as constraint_name, '' as unique_constraint_catalog, '' as unique_constraint_schema, '' as unique_constraint_name,
       '' as match_option, '' as update_rule, '' as delete_rule where false;
create view memory.pg_info.check_constraints as select '' as constraint_catalog, '' as constraint_schema, '' as constraint_name, '' as check_clause where false;
create view memory.pg_info.routines as
select '' as specific_catalog, '' as specific_schema, '' as specific_name, '' as routine_catalog, '' as routine_schema, '' as routine_name, '' as routine_type, '' as data_type,
       '' as type_udt_schema, '' as type_udt_name, '' as routine_definition, '' as external_language, '' as is_deterministic where false;
create view memory.pg_info.parameters as
select '' as specific_catalog, '' as specific_schema, '' as specific_name, 0 as ordinal_position, '' as parameter_mode, '' as parameter_name, '' as data_type where false;
create view memory.pg_info.sequences as select '' as sequence_catalog, '' as sequence_schema, '' as sequence_name, '' as data_type where false;
create view memory.pg_info.triggers as select '' as trigger_catalog, '' as trigger_schema, '' as trigger_name, '' as event_object_schema, '' as event_object_table where false;
create view memory.pg_info.character_sets as
select null::varchar as character_set_catalog, null::varchar as character_set_schema, 'UTF8' as character_set_name, 'UCS' as character_repertoire, 'UTF8' as form_of_use, 'ggr' as default_collate_catalog;
create view memory.pg_info.table_privileges as
select 'ggr' as grantor, 'ggr' as grantee, 'ggr' as table_catalog, schema_name as table_schema, name as table_name, 'SELECT' as privilege_type, 'NO' as is_grantable, 'YES' as with_hierarchy from memory.pg.relations;
create view memory.pg_info.role_table_grants as from memory.pg_info.table_privileges;
create view memory.pg_info.column_privileges as
select 'ggr' as grantor, 'ggr' as grantee, 'ggr' as table_catalog, schema_name as table_schema, table_name, column_name, 'SELECT' as privilege_type, 'NO' as is_grantable from memory.pg.columns;
create view memory.pg_info.enabled_roles as select 'ggr' as role_name;
create view memory.pg_info.applicable_roles as select 'ggr' as grantee, 'ggr' as role_name, 'NO' as is_grantable;
create view memory.pg_info.information_schema_catalog_name as select 'ggr' as catalog_name;
create view memory.pg_info.element_types as
select '' as object_catalog, '' as object_schema, '' as object_name, '' as object_type, '' as collection_type_identifier, '' as data_type, '' as udt_name where false;
create view memory.pg_info.view_table_usage as select '' as view_catalog, '' as view_schema, '' as view_name, '' as table_catalog, '' as table_schema, '' as table_name where false;
create view memory.pg_info.domains as select '' as domain_catalog, '' as domain_schema, '' as domain_name, '' as data_type where false;
