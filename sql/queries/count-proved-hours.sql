-- How many hours of a stream are over, how many of them are verified, and the first that is not.
with over as (
  select date_trunc('hour', max(window_end)) as until
    from sync.windows
   where account = $account
     and stream  = $stream
     and state not in ('failed', 'pending')
), hours as (
  select unnest(generate_series(cast($start as timestamp), until - interval 1 hour, interval 1 hour)) as hour
    from over
), judged as (
  select hour,
         exists (select 1
                   from sync.windows
                  where account = $account
                    and stream  = $stream
                    and state   = 'verified'
                    and window_start <= hour
                    and window_end   >= hour + interval 1 hour) as is_verified
    from hours
)
select count(*)                                              as hours,
       count(*) filter (is_verified)                         as verified,
       epoch_ms(min(hour) filter (not is_verified))          as first_unproved_ms
  from judged
