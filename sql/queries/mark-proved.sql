-- Windows whose totals the vendor confirms, or does not; one of its own has the totals beside it, and keeps those
-- that an earlier comparison had of it alone.
update sync.windows
   set state         = $state,
       error         = $reason,
       explained     = $explained,
       verified_at   = case when $state = 'verified' then cast($now as timestamp) else verified_at end,
       control_count = case when window_start = cast($start as timestamp) and window_end = cast($end as timestamp)
                            then $theirs_count else control_count end,
       control_stake = case when window_start = cast($start as timestamp) and window_end = cast($end as timestamp)
                            then cast($theirs_stake as decimal(38, 4)) else control_stake end,
       control_ggr   = case when window_start = cast($start as timestamp) and window_end = cast($end as timestamp)
                            then cast($theirs_ggr as decimal(38, 4)) else control_ggr end
 where account = $account
   and stream  = $stream
   and window_start >= cast($start as timestamp)
   and window_end   <= cast($end as timestamp)
   and state in ('loaded', 'verified', 'mismatch')
