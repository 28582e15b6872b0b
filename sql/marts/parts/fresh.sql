-- What is kept of some hours, from the facts. Amounts that decimal(18, 4) does not hold go into the wide columns.
select hour_start, gaming_day, source, account, currency, game_id, named_game, player_id, vendor_player_id, status,
       first_bet_at, last_bet_at, bets,
       try_cast(sum_stake  as decimal(18, 4))                                        as stake,
       try_cast(sum_payout as decimal(18, 4))                                        as payout,
       try_cast(sum_ggr    as decimal(18, 4))                                        as ggr,
       try_cast(sum_rebate as decimal(18, 4))                                        as rebate,
       case when try_cast(sum_stake  as decimal(18, 4)) is null then sum_stake  end  as wide_stake,
       case when try_cast(sum_payout as decimal(18, 4)) is null then sum_payout end  as wide_payout,
       case when try_cast(sum_ggr    as decimal(18, 4)) is null then sum_ggr    end  as wide_ggr,
       case when try_cast(sum_rebate as decimal(18, 4)) is null then sum_rebate end  as wide_rebate
  from (
  select date_trunc('hour', event_at)                              as hour_start,
         ggr.gaming_day(event_at)                                  as gaming_day,
         source, account, currency, game_id, named_game, player_id, vendor_player_id, status,
         min(event_at)                                             as first_bet_at,
         max(event_at)                                             as last_bet_at,
         count(*)                                                  as bets,
         coalesce(sum(stake), 0)  + coalesce(sum(wide_stake), 0)   as sum_stake,
         coalesce(sum(payout), 0) + coalesce(sum(wide_payout), 0)  as sum_payout,
         coalesce(sum(ggr), 0)    + coalesce(sum(wide_ggr), 0)     as sum_ggr,
         sum(rebate)                                               as sum_rebate
    from ({{plain}})
   where (source, date_trunc('hour', event_at)) in (select source, hour from {{dirty}})
     and (status <> 'open' or source = 'wallet')
   group by all)
