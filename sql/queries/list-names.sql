-- Every name that a statement may use, for the shell's completion and its \d: columns of what readers see.
select columns.schema_name,
       columns.table_name,
       columns.column_name,
       columns.data_type,
       coalesce(columns.comment, '') as comment
  from duckdb_columns() as columns
 where not columns.internal
   and columns.schema_name <> 'main'
 order by columns.schema_name = 'ggr' desc, columns.schema_name, columns.table_name, columns.column_index
