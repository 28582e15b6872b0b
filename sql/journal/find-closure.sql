-- How a round was ended without the game server, if it was.
select number, currency, round, player_id, cause, closed_by, reason, after_seq, closed_at, hash
  from closures
 where currency = ?
   and round = ?
   and player_id = ?
