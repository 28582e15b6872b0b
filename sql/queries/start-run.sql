-- Opens a run. A run without an end that is still here belongs to a process that was killed: only one
-- process at a time can hold the store.
update sync.runs
   set outcome  = 'killed',
       ended_at = cast($now as timestamp)
 where ended_at is null;
insert into sync.runs (run_id, command, arguments, started_at, outcome)
values (cast($run as uuid), $command, $arguments, cast($now as timestamp), 'running')
