-- Whether a player is known, and blocked.
select blocked
  from players
 where player_id = ?
