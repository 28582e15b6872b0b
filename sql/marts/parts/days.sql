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
           -- no clock is further from UTC, less the start of its day
           cast(unnest(generate_series(cast(window_start as date) - 2,
                                       cast(window_end as date) + 1,
                                       interval 1 day)) as date) as gaming_day,
           window_start,
           window_end,
           proof,
           is_window
      from {{proofs}}
     where stream in ({{bet_streams}}))
    join sync.gaming_days as days using (gaming_day)
   where window_start < days.ends
     and window_end   > days.starts
     and (is_window or proof = 'differs' or (window_start <= days.starts and window_end >= days.ends))
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
