-- Windows that hold rows, and that could not be read again before the vendor forgot them: they stand as they are.
update sync.windows
   set state = 'loaded',
       error = 'it could not be read again before the vendor forgot it: ' || error
 where account = $account
   and stream  = $stream
   and state   = 'failed'
   and fetched_at is not null
   and window_end <= cast($kept_from as timestamp)
