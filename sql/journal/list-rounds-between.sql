-- The rounds of the bets in a stretch of the journal, each with its newest bet there.
select currency, round, player_id, max(seq) as bet_seq, received_at as since
  from entries
 where seq > ?
   and seq <= ?
   and kind = 'bet'
 group by currency, round, player_id
