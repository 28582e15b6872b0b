-- What every report adds up over closed bets. Cancelled ones count with their own amounts; rtp and hold leave them out.
       count(*)                                           as bets,
       count(distinct player_id)                          as players,
       sum(stake)                                         as stake,
       sum(payout)                                        as payout,
       sum(ggr)                                           as ggr,
       sum(stake)  filter (where status <> 'cancelled')   as kept_stake,
       sum(payout) filter (where status <> 'cancelled')   as kept_payout,
       sum(rebate)                                        as rebate
