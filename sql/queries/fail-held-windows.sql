-- A re-read that failed: the windows it was to replace are due again, while their rows and counts stay.
update sync.windows
   set state    = 'failed',
       error    = $error,
       attempts = attempts + 1,
       run_id   = cast($run as uuid)
 where account = $account
   and stream  = $stream
   and fetched_at is not null
   and window_start < cast($end as timestamp)
   and window_end   > cast($start as timestamp)
