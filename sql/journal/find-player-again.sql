-- Whether a player is known after all, by the second index.
select 1
  from players indexed by players_again
 where player_id = ?
