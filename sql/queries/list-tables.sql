-- Tables of the store, to tell whether it is ggr's and which of its own are still to be made.
select schema_name || '.' || table_name as name
  from duckdb_tables()
 where database_name = current_database()
   and not temporary
   and not internal
