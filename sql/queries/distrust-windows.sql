-- Windows that end after now, or were asked for after now: a clock that stood ahead has read them.
update sync.windows
   set state = 'failed',
       error = 'read by a clock that stood ahead: it is read again when its time has come'
 where account = $account
   and stream  = $stream
   and state in ('loaded', 'verified', 'mismatch')
   and (window_end > cast($now as timestamp) or fetched_at > cast($now as timestamp))
