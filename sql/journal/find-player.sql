-- Whether a player is known, and blocked.
select blocked, act, check_sum
  from players
 where player_id = ?
