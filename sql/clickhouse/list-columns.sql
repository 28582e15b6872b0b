-- Every table of the store with its columns, in their order, as the cluster is to have them.
select columns.schema_name || '.' || columns.table_name as relation,
       columns.column_name                              as name,
       columns.data_type                                as type,
       columns.is_nullable                              as is_nullable,
       columns.comment                                  as comment,
       tables.comment                                   as about
  from duckdb_columns() as columns
  join duckdb_tables()  as tables
    on tables.database_name = columns.database_name
   and tables.schema_name   = columns.schema_name
   and tables.table_name    = columns.table_name
 where columns.database_name = current_database()
   and not tables.internal
   and not tables.temporary
 order by relation, columns.column_index
