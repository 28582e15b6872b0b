-- What is kept of a month, from rows of hours.
select month, source, account, currency, player_id, vendor_player_id, status, first_bet_at, last_bet_at, bets,
{{kept_amounts}}
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
