-- Reconciliation: what differs now, ours and theirs, how old the difference is, and who has waived it and why.
with differing as (
  select account, stream, window_start, window_end
    from sync.windows
   where state = 'mismatch'
     and window_start >= cast($from_day as timestamp)
), checked as (
  -- a check of a longer span says why, but its figures are not those of this window
  select d.*,
         c.reason,
         c.window_start = d.window_start and c.window_end = d.window_end as is_of_window,
         case when is_of_window then c.ours_count   end as ours_count,
         case when is_of_window then c.ours_ggr     end as ours_ggr,
         case when is_of_window then c.theirs_count end as theirs_count,
         case when is_of_window then c.theirs_ggr   end as theirs_ggr
    from differing as d
    join sync.checks as c
      on c.account       = d.account
     and c.stream        = d.stream
     and c.window_start <= d.window_start
     and c.window_end   >= d.window_end
   where c.witness <> 'person'
     and c.verdict = 'differs'
 qualify row_number() over (
           partition by d.account, d.stream, d.window_start
           order by is_of_window desc, c.checked_at desc
         ) = 1
), found as (
  select d.account, d.stream, d.window_start, min(c.checked_at) as found_at
    from differing as d
    join sync.checks as c
      on c.account      = d.account
     and c.stream       = d.stream
     and c.window_start = d.window_start
     and c.window_end   = d.window_end
   where c.verdict = 'differs'
   group by all
), waived as (
  select d.account, d.stream, d.window_start, c.by as waived_by, c.reason as waiver, c.until as waived_until
    from differing as d
    join sync.checks as c
      on c.account       = d.account
     and c.stream        = d.stream
     and c.window_start <= d.window_start
     and c.window_end   >= d.window_end
   where c.witness = 'person'
     and c.verdict = 'waived'
     and (c.until is null or c.until > (select as_of from ggr.snapshot))
 qualify row_number() over (partition by d.account, d.stream, d.window_start order by c.checked_at desc) = 1
)
select d.account,
       d.stream,
       d.window_start,
       d.window_end,
       checked.ours_count,
       checked.theirs_count,
       checked.ours_ggr,
       checked.theirs_ggr,
       checked.ours_ggr - checked.theirs_ggr as difference,
       found.found_at,
       cast(epoch((select as_of from ggr.snapshot)) - epoch(found.found_at) as bigint) as age_seconds,
       checked.reason,
       waived.waived_by,
       waived.waiver,
       waived.waived_until
  from differing as d
  left join checked using (account, stream, window_start)
  left join found   using (account, stream, window_start)
  left join waived  using (account, stream, window_start)
 order by waived.waiver is not null, abs(coalesce(checked.ours_ggr - checked.theirs_ggr, 0)) desc, d.window_start
 limit 200
