-- ggr.daily from the facts alone: what ggr 0.1 answered, kept as a witness of what is kept.
create or replace view witness.daily as
with bets as (
  select ggr.gaming_day(event_at) as gaming_day,
         source,
         account,
         currency,
         {{measures}}
    from ({{plain}})
   where status <> 'open'
   group by all
), tips as (
  select gaming_day, source, account, currency, sum(amount) as tips
    from ggr.tips
   group by all
), proofs as (
  select source, account, gaming_day, {{weakest}} as proof
    from (
    select split_part(stream, '.', 1) as source,
           account,
           cast(unnest(generate_series(ggr.gaming_day(window_start),
                                       ggr.gaming_day(window_end - interval 1 microsecond),
                                       interval 1 day)) as date) as gaming_day,
           window_start,
           window_end,
           proof,
           is_window
      from sync.proofs
     where stream in ({{bet_streams}}))
   where is_window
      or proof = 'differs'
      or (window_start <= ggr.gaming_day_starts(gaming_day) and window_end >= ggr.gaming_day_starts(gaming_day + 1))
   group by all
)
select gaming_day,
       source,
       account,
       currency,
       coalesce(bets, 0)    as bets,
       coalesce(players, 0) as players,
       {{figures}},
       coalesce(proof, 'unproven') as proof
  from bets
  full join tips using (gaming_day, source, account, currency)
  left join proofs using (gaming_day, source, account)
