-- What the store's views and their columns mean: the cluster's say the same.
select schema_name || '.' || view_name as name, comment
  from duckdb_views()
 where database_name = current_database()
   and comment is not null
 union all
select schema_name || '.' || table_name || '.' || column_name, comment
  from duckdb_columns()
 where database_name = current_database()
   and comment is not null
