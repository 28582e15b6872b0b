-- Every table of a database that is attached under a name, to copy it.
select schema_name, table_name
  from duckdb_tables()
 where database_name = $database
   and not temporary
   and not internal
 order by schema_name, table_name
