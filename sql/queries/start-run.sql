-- Opens a run. Several may be open at a time: a daemon pulls each stream in a run of its own.
insert into sync.runs (run_id, command, arguments, started_at, outcome)
values (cast($run as uuid), $command, $arguments, cast($now as timestamp), 'running')
