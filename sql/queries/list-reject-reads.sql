-- Reads that left refusals, oldest window first: what is replayed is replayed read by read, with its time.
select account,
       stream,
       cast(window_start as varchar) as start,
       cast(window_end as varchar)   as end,
       epoch_ms(window_start)        as start_ms,
       epoch_ms(window_end)          as end_ms,
       epoch_ms(fetched_at)          as fetched_ms
  from sync.rejects
 where stream in ({{streams}})
 group by all
 order by stream, account, fetched_ms, start_ms
