-- The run that began last, for status; not by its time, because a clock may have been wrong.
select command, started_at, ended_at, outcome, error
  from sync.runs
 order by number desc
 limit 1
