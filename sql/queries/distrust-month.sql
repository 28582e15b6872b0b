-- Windows of a month that is given up: their rows are nowhere, and they are due again.
update sync.windows
   set state     = 'failed',
       error     = 'forgotten here, and lost in ClickHouse: to be read again',
       closed_at = null
 where account = $account
   and stream  = $stream
   and window_start < cast($ends as timestamp)
   and window_end   > cast($starts as timestamp)
   and state in ('loaded', 'verified', 'mismatch')
