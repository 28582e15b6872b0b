-- What was refused, and why? Each reason with how often it stands and where to look first; ggr rejects list --raw shows records.
select account,
       stream,
       field,
       reason,
       count(*)                          as records,
       min(window_start)                 as first_window,
       max(window_start)                 as last_window,
       argMax(record_key, window_start) as newest_key
  from sync.rejects
 group by account, stream, field, reason
 order by records desc, account, stream, field, reason
