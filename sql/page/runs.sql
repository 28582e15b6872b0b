-- Runs since a day: what was executed, for how long, and what came of it.
select number,
       command,
       arguments,
       started_at,
       ended_at,
       outcome,
       windows_loaded,
       windows_failed,
       received,
       inserted,
       updated,
       withdrawn,
       quarantined,
       error
  from sync.runs
 where started_at >= cast($since as timestamp)
 order by number desc
 limit 300
