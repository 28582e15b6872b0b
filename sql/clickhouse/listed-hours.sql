-- Some hours of some sources, as a list: see sql/marts/dirty-hours.sql.
(select dirty.source, dirty.hour
   from (select unnest(flatten([{{lists}}])) as dirty))
