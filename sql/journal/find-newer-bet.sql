-- Whether a player bet in a round after an entry.
select 1
  from entries
 where currency = ?
   and round = ?
   and player_id = ?
   and kind in ('bet', 'win')
   and kind = 'bet'
   and seq > ?
 limit 1
