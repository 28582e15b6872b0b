-- What is known of every window, by stream and day (UTC): the page shows the worst of a day, and its hours when asked.
with known as (
  select windows.account,
         windows.stream,
         cast(windows.window_start as date) as day,
         {{state}} as state
    from sync.windows as windows
    left join sync.proofs as proofs using (account, stream, window_start, window_end)
   where windows.window_start >= cast($from_day as timestamp)
)
select account,
       stream,
       day,
       state,
       count(*) as windows
  from known
 group by all
 order by all
