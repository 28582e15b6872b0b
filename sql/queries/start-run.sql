-- Opens a run. Several may be open at a time: a daemon pulls each stream in a run of its own.
insert into sync.runs (run_id, command, arguments, version, started_at, outcome, number)
select cast($run as uuid),
       $command,
       $arguments,
       $version,
       cast($now as timestamp),
       'running',
       coalesce(max(number), 0) + 1
  from sync.runs
