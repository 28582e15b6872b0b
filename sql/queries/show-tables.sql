-- What analysts read, for `show tables`: ggr's views and tables with what they hold.
select schema_name || '.' || view_name as name,
       comment
  from duckdb_views()
 where schema_name = 'ggr'
union all
select schema_name || '.' || table_name,
       comment
  from duckdb_tables()
 where schema_name = 'ggr'
 order by name
