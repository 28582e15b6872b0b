-- What is kept of some hours, from the facts.
select hour_start, gaming_day, source, account, currency, game_id, named_game, player_id, vendor_player_id, status,
       first_bet_at, last_bet_at, bets,
{{kept_amounts}}
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
