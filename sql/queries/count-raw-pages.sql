-- How many answers are kept of each window or walk.
select account, stream, epoch_ms(window_start) as start_ms, epoch_ms(window_end) as end_ms, count(*) as pages
  from sync.raw_pages
 group by all
