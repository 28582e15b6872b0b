-- The hours that are made anew, as a list: see sql/marts/dirty-hours.sql.
(select dirty.source, dirty.hour
   from (select unnest(list({'source': source, 'hour': hour})) as dirty from kept_slice))
