-- The run that wrote a version, and with which ggr.
select run_id, command, version, arguments, started_at, ended_at, outcome
  from sync.runs
 where run_id = cast($run as uuid)
