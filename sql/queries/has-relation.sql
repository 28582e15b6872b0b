-- Whether a table or view is there: a snapshot may be of an older ggr.
select count(*) > 0 as known
  from information_schema.tables
 where table_schema || '.' || table_name = $name
   and table_catalog = current_database()
