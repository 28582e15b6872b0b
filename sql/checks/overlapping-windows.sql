-- A window that begins before an earlier one of its report ends: its rows would be counted by both.
select account, stream, window_start, window_end, state, earlier_end
  from (
  select *,
         max(window_end) over (partition by account, stream order by window_start, window_end
                               rows between unbounded preceding and 1 preceding) as earlier_end
    from sync.windows
   where {{is_of_touched}})
 where window_start < earlier_end
