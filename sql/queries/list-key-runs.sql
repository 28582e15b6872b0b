-- The files of a table's keys.
select run::varchar as run, keys
  from sync.key_runs
 where relation = {{relation}}
