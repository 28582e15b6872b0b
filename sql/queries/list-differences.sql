-- Windows that differ from the vendor's totals, when that was first found since they were last equal, and who
-- has accepted the refused records where they are all that is missing.
with differing as (
  select account, stream, window_start, window_end, coalesce(explained = 'exactly', false) as is_explained,
         error
    from sync.windows
   where state = 'mismatch'
), accepted as (
  select d.account, d.stream, d.window_start,
         case when bool_and(d.is_explained and r.accepted_at is not null)
              then max_by(r.accepted_by, r.accepted_at) end as accepted_by
    from differing d
    join sync.rejects r
      on r.account = d.account
     and r.stream  = d.stream
     and r.window_start >= d.window_start
     and r.window_end   <= d.window_end
   group by all
), told as (
  select d.account, d.stream, d.window_start, d.window_end, c.verdict, c.checked_at,
         c.window_start = d.window_start and c.window_end = d.window_end as is_of_it
    from differing d
    join sync.checks c
      on c.account = d.account
     and c.stream  = d.stream
     and c.window_start <= d.window_start
     and c.window_end   >= d.window_end
   where c.witness <> 'person'
), equal as (
  select account, stream, window_start, max(checked_at) as checked_at
    from told
   where verdict = 'equal' and is_of_it
   group by all
)
select d.account,
       d.stream,
       epoch_ms(d.window_start) as start_ms,
       epoch_ms(d.window_end)   as end_ms,
       epoch_ms(min(t.checked_at) filter (t.verdict = 'differs' and t.is_of_it
                                          and t.checked_at >= coalesce(e.checked_at, timestamp '1970-01-01')))
                                as found_ms,
       max(a.accepted_by)       as accepted_by,
       bool_or(d.is_explained)  as is_explained,
       max(d.error)             as reason
  from differing d
  left join told t  using (account, stream, window_start, window_end)
  left join equal e using (account, stream, window_start)
  left join accepted a using (account, stream, window_start)
 group by d.account, d.stream, d.window_start, d.window_end
 order by d.account, d.stream, d.window_start
