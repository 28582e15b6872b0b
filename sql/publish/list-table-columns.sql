-- Every table of the store with its columns, in their order.
select schema_name || '.' || table_name as relation,
       column_name                      as name,
       data_type                        as type
  from duckdb_columns()
 where database_name = current_database()
   and not internal
   and (schema_name, table_name) in (
       select (schema_name, table_name)
         from duckdb_tables()
        where database_name = current_database()
          and not internal
          and not temporary)
 order by relation, column_index
