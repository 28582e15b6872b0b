-- What every report adds up over kept rows: as sql/marts/parts/sums.sql.
         toInt64(sum(b.bets))                                            as bets,
         toInt64(uniqExact(b.player_id))                                 as players,
         ifNull(sum(b.stake), 0)  + ifNull(sum(b.wide_stake), 0)         as stake,
         ifNull(sum(b.payout), 0) + ifNull(sum(b.wide_payout), 0)        as payout,
         ifNull(sum(b.ggr), 0)    + ifNull(sum(b.wide_ggr), 0)           as ggr,
         ifNull(sumIf(b.stake, b.status <> 'cancelled'), 0)
           + ifNull(sumIf(b.wide_stake, b.status <> 'cancelled'), 0)     as kept_stake,
         ifNull(sumIf(b.payout, b.status <> 'cancelled'), 0)
           + ifNull(sumIf(b.wide_payout, b.status <> 'cancelled'), 0)    as kept_payout,
         ifNull(sum(b.rebate), 0) + ifNull(sum(b.wide_rebate), 0)        as rebate
