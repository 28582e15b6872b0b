-- Closes the runs of a process that was killed: whoever opens the store to write is alone with it.
update sync.runs
   set outcome  = 'killed',
       ended_at = cast($now as timestamp)
 where ended_at is null
