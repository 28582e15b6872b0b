-- How many credits a player has, by the second index.
select count(*)
  from balances indexed by balances_again
 where player_id = ?
