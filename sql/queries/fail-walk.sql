-- A walk that could not go on: it stays where the last piece put it, and says why. Where that was the end,
-- the next one begins again before it.
update sync.cursors
   set attempts   = attempts + 1,
       error      = $error,
       updated_at = cast($now as timestamp),
       run_id     = cast($run as uuid)
 where account = $account
   and stream  = $stream
   and range_start is not distinct from cast($range_start as timestamp)
   and range_end   is not distinct from cast($range_end as timestamp)
