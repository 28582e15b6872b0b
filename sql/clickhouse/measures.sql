-- What every report adds up over closed bets: as sql/marts/parts/measures.sql.
         toInt64(count())                                                as bets,
         toInt64(uniqExact(b.player_id))                                 as players,
         ifNull(sum(b.stake), 0)  + ifNull(sum(b.wide_stake), 0)         as stake,
         ifNull(sum(b.payout), 0) + ifNull(sum(b.wide_payout), 0)        as payout,
         ifNull(sum(b.ggr), 0)    + ifNull(sum(b.wide_ggr), 0)           as ggr,
         ifNull(sumIf(b.stake, b.status <> 'cancelled'), 0)
           + ifNull(sumIf(b.wide_stake, b.status <> 'cancelled'), 0)     as kept_stake,
         ifNull(sumIf(b.payout, b.status <> 'cancelled'), 0)
           + ifNull(sumIf(b.wide_payout, b.status <> 'cancelled'), 0)    as kept_payout,
         ifNull(sum(b.rebate), 0)                                        as rebate,
         toDecimal128(0, 4)                                              as tips
