-- What is kept of a month, from rows of hours. Amounts that decimal(18, 4) does not hold go into the wide columns.
select month, source, account, currency, player_id, vendor_player_id, status, first_bet_at, last_bet_at, bets,
       try_cast(sum_stake  as decimal(18, 4))                                        as stake,
       try_cast(sum_payout as decimal(18, 4))                                        as payout,
       try_cast(sum_ggr    as decimal(18, 4))                                        as ggr,
       try_cast(sum_rebate as decimal(18, 4))                                        as rebate,
       case when try_cast(sum_stake  as decimal(18, 4)) is null then sum_stake  end  as wide_stake,
       case when try_cast(sum_payout as decimal(18, 4)) is null then sum_payout end  as wide_payout,
       case when try_cast(sum_ggr    as decimal(18, 4)) is null then sum_ggr    end  as wide_ggr,
       case when try_cast(sum_rebate as decimal(18, 4)) is null then sum_rebate end  as wide_rebate
  from (
  select cast(date_trunc('month', gaming_day) as date)             as month,
         source, account, currency, player_id, vendor_player_id, status,
         min(first_bet_at)                                         as first_bet_at,
         max(last_bet_at)                                          as last_bet_at,
         cast(sum(bets) as bigint)                                 as bets,
         coalesce(sum(stake), 0)  + coalesce(sum(wide_stake), 0)   as sum_stake,
         coalesce(sum(payout), 0) + coalesce(sum(wide_payout), 0)  as sum_payout,
         coalesce(sum(ggr), 0)    + coalesce(sum(wide_ggr), 0)     as sum_ggr,
         case when count(rebate) + count(wide_rebate) > 0
              then coalesce(sum(rebate), 0) + coalesce(sum(wide_rebate), 0) end as sum_rebate
    from ({{hours}})
   group by all)
