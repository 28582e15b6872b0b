-- What do players tip, at which games, and who tips most? Tips are never part of GGR.
select source,
       account,
       currency,
       game_id,
       any_value(games.game_name)            as game_name,
       count(*)                              as tips,
       count(distinct tips.player_id)        as tippers,
       sum(tips.amount)                           as amount,
       max(tips.amount)                           as largest,
       argMax(tips.player_id, (tips.amount, tips.tip_id)) as largest_from
  from ggr.tips as tips
  left join ggr.games as games using (source, account, game_id, currency)
 group by source, account, currency, game_id
 order by amount desc, game_id
