-- How every report shows what was added up: nothing is 0, but a ratio without a stake is null.
       coalesce(stake, cast(0 as decimal(38, 4)))                                           as stake,
       coalesce(payout, cast(0 as decimal(38, 4)))                                          as payout,
       coalesce(ggr, cast(0 as decimal(38, 4)))                                             as ggr,
       cast(kept_payout as double) / nullif(cast(kept_stake as double), 0)                  as rtp,
       cast(kept_stake - kept_payout as double) / nullif(cast(kept_stake as double), 0)     as "hold",
       coalesce(tips, cast(0 as decimal(38, 4)))                                            as tips,
       coalesce(rebate, cast(0 as decimal(38, 4)))                                          as rebate
