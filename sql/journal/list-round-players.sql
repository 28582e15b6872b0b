-- Who bet or won in a round: two players may name one.
select distinct player_id
  from entries
 where currency = ?
   and round = ?
   and kind in ('bet', 'win')
