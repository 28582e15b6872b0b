-- The newest run, for status.
select command, started_at, ended_at, outcome, error
  from sync.runs
 order by started_at desc
 limit 1
