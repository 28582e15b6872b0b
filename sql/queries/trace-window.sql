-- The window that returned a row, as the ledger has it now: a later read of more than it has taken its place.
select stream,
       window_start as start,
       window_end   as end,
       state, received, inserted, updated, unchanged, quarantined, withdrawn,
       control_count, control_stake, control_ggr,
       fetched_at, verified_at, attempts, error, truncated, run_id
  from sync.windows
 where account = $account
   and stream  = $stream
   and window_start <= cast($at as timestamp)
   and window_end   >  cast($at as timestamp)
 order by window_start desc
 limit 1
