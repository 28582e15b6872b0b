-- ggr.hourly from the facts alone.
create or replace view witness.hourly as
with bets as (
  select date_trunc('hour', event_at) as hour_start,
         ggr.gaming_day(event_at)     as gaming_day,
         source,
         account,
         currency,
         {{measures}}
    from ({{plain}})
   where status <> 'open'
   group by all
), tips as (
  select date_trunc('hour', event_at) as hour_start, gaming_day, source, account, currency, sum(amount) as tips
    from ggr.tips
   group by all
), proofs as (
  select source, account, hour_start, {{weakest}} as proof
    from (
    select split_part(stream, '.', 1) as source,
           account,
           unnest(generate_series(date_trunc('hour', window_start),
                                  window_end - interval 1 microsecond,
                                  interval 1 hour)) as hour_start,
           window_start,
           window_end,
           proof,
           is_window
      from sync.proofs
     where stream in ({{bet_streams}}))
   where is_window
      or proof = 'differs'
      or (window_start <= hour_start and window_end >= hour_start + interval 1 hour)
   group by all
)
select hour_start,
       gaming_day,
       source,
       account,
       currency,
       coalesce(bets, 0)    as bets,
       coalesce(players, 0) as players,
       {{figures}},
       coalesce(proof, 'unproven') as proof
  from bets
  full join tips using (hour_start, gaming_day, source, account, currency)
  left join proofs using (hour_start, source, account)
