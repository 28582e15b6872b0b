-- What every report adds up over closed bets. Cancelled ones count with their own amounts; rtp and hold leave them out.
-- A round of the wallet that is too large for decimal(18, 4) has its amounts in the wide columns, in decimal(38, 4).
       count(*)                                           as bets,
       count(distinct player_id)                          as players,
       coalesce(sum(stake), 0)  + coalesce(sum(wide_stake), 0)  as stake,
       coalesce(sum(payout), 0) + coalesce(sum(wide_payout), 0) as payout,
       coalesce(sum(ggr), 0)    + coalesce(sum(wide_ggr), 0)    as ggr,
       coalesce(sum(stake)       filter (where status <> 'cancelled'), 0)
         + coalesce(sum(wide_stake)  filter (where status <> 'cancelled'), 0) as kept_stake,
       coalesce(sum(payout)      filter (where status <> 'cancelled'), 0)
         + coalesce(sum(wide_payout) filter (where status <> 'cancelled'), 0) as kept_payout,
       sum(rebate)                                              as rebate
