-- Every column of the store's tables and views with its comment, in the order of the data dictionary.
with relations as (
  select schema_name, table_name as relation, comment as about
    from duckdb_tables()
   where database_name = current_database()
     and not internal
     and not temporary
   union all
  select schema_name, view_name, comment
    from duckdb_views()
   where database_name = current_database()
     and not internal
     and not temporary
)
select relations.schema_name,
       relations.relation,
       relations.about,
       columns.column_name as name,
       columns.data_type   as type,
       columns.comment     as meaning
  from relations
  join duckdb_columns() as columns
    on columns.database_name = current_database()
   and columns.schema_name   = relations.schema_name
   and columns.table_name    = relations.relation
 order by list_position([{{schemas}}], relations.schema_name),
          relations.relation,
          columns.column_index
