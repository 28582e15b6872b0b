-- The figures of gaming days, as they are and as they were believed, and how far each is proved: by the weakest of the
-- windows that touch the day. A check of a source without windows proves the days that it covers whole.
with bets as (
{{day_bets}}
), tips as (
  select gaming_day, source, account, currency, sum(amount) as tips
    from {{day_tips}}
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
      from {{proofs}}
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
