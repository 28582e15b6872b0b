-- Rounds in which a player bet at a game, the newest bet first, each with what has become of it. A row is worked
-- out when it is read: who looks for the newest open one reads no further.
select round,
       exists (select 1
                 from entries as cancels
                where cancels.currency = bets.currency
                  and cancels.id = bets.id
                  and cancels.kind = 'cancel')
       or exists (select 1
                    from entries as wins
                   where wins.currency = bets.currency
                     and wins.round = bets.round
                     and wins.kind in ('bet', 'win')
                     and wins.kind = 'win'
                     and wins.player_id = bets.player_id) as is_done,
       exists (select 1
                 from closures
                where closures.currency = bets.currency
                  and closures.round = bets.round
                  and closures.player_id = bets.player_id) as is_closed
  from entries as bets
 where player_id = ?
   and currency = ?
   and game = ?
   and kind = 'bet'
 order by seq desc
 limit ?
