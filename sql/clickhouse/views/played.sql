-- sync.played: Who played what in each hour: as sql/marts/played.sql.
select hour_start, gaming_day, source, account, currency, game_id, named_game, player_id, vendor_player_id, status,
       first_bet_at, last_bet_at, bets, stake, payout, ggr, rebate, wide_stake, wide_payout, wide_ggr, wide_rebate
  from ggr_rows.kept_players final
 where {{is_kept}}

union all

select hour_start, gaming_day, source, account, currency, game_id, named_game, player_id, vendor_player_id, status,
       first_bet_at, last_bet_at, bets,
       accurateCastOrNull(sum_stake, 'Decimal(18, 4)')   as stake,
       accurateCastOrNull(sum_payout, 'Decimal(18, 4)')  as payout,
       accurateCastOrNull(sum_ggr, 'Decimal(18, 4)')     as ggr,
       accurateCastOrNull(sum_rebate, 'Decimal(18, 4)')  as rebate,
       if(stake is null, sum_stake, null)                as wide_stake,
       if(payout is null, sum_payout, null)              as wide_payout,
       if(ggr is null, sum_ggr, null)                    as wide_ggr,
       if(rebate is null, sum_rebate, null)              as wide_rebate
  from (
  select toDateTime64(toStartOfHour(b.event_at), 6, 'UTC')            as hour_start,
         {{plain_day}}                                               as gaming_day,
         b.source as source, b.account as account, b.currency as currency, b.game_id as game_id,
         b.named_game as named_game, toNullable(b.player_id) as player_id,
         toNullable(b.vendor_player_id) as vendor_player_id, b.status as status,
         min(b.event_at)                                             as first_bet_at,
         max(b.event_at)                                             as last_bet_at,
         toInt64(count())                                            as bets,
         ifNull(sum(b.stake), 0)  + ifNull(sum(b.wide_stake), 0)     as sum_stake,
         ifNull(sum(b.payout), 0) + ifNull(sum(b.wide_payout), 0)    as sum_payout,
         ifNull(sum(b.ggr), 0)    + ifNull(sum(b.wide_ggr), 0)       as sum_ggr,
         sumOrNull(b.rebate)                                         as sum_rebate
    from ggr_rows.unkept_bets as b
   where b.status <> 'open' or b.source = 'wallet'
   group by hour_start, gaming_day, source, account, currency, game_id, named_game, player_id, vendor_player_id, status)
settings join_use_nulls = 1
