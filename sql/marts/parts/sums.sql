-- What every report adds up over kept rows: the same as measures.sql over bets.
       cast(sum(bets) as bigint)                          as bets,
       count(distinct player_id)                          as players,
       coalesce(sum(stake), 0)  + coalesce(sum(wide_stake), 0)  as stake,
       coalesce(sum(payout), 0) + coalesce(sum(wide_payout), 0) as payout,
       coalesce(sum(ggr), 0)    + coalesce(sum(wide_ggr), 0)    as ggr,
       coalesce(sum(stake)       filter (where status <> 'cancelled'), 0)
         + coalesce(sum(wide_stake)  filter (where status <> 'cancelled'), 0) as kept_stake,
       coalesce(sum(payout)      filter (where status <> 'cancelled'), 0)
         + coalesce(sum(wide_payout) filter (where status <> 'cancelled'), 0) as kept_payout,
       coalesce(sum(rebate), 0) + coalesce(sum(wide_rebate), 0) as rebate
