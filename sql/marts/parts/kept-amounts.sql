-- Kept sums: those that decimal(18, 4) does not hold go into the wide columns.
       try_cast(sum_stake  as decimal(18, 4))                                        as stake,
       try_cast(sum_payout as decimal(18, 4))                                        as payout,
       try_cast(sum_ggr    as decimal(18, 4))                                        as ggr,
       try_cast(sum_rebate as decimal(18, 4))                                        as rebate,
       case when try_cast(sum_stake  as decimal(18, 4)) is null then sum_stake  end  as wide_stake,
       case when try_cast(sum_payout as decimal(18, 4)) is null then sum_payout end  as wide_payout,
       case when try_cast(sum_ggr    as decimal(18, 4)) is null then sum_ggr    end  as wide_ggr,
       case when try_cast(sum_rebate as decimal(18, 4)) is null then sum_rebate end  as wide_rebate
