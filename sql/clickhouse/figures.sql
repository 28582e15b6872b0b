-- How every report shows what was added up: a ratio without a stake is null.
       sum(f.stake)                                                                                    as stake,
       sum(f.payout)                                                                                   as payout,
       sum(f.ggr)                                                                                      as ggr,
       toFloat64(sum(f.kept_payout)) / nullIf(toFloat64(sum(f.kept_stake)), 0)                         as rtp,
       toFloat64(sum(f.kept_stake) - sum(f.kept_payout)) / nullIf(toFloat64(sum(f.kept_stake)), 0)     as "hold",
       sum(f.tips)                                                                                     as tips,
       sum(f.rebate)                                                                                   as rebate
