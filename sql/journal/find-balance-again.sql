-- Whether a player has a credit in a currency after all, by the second index.
select 1
  from balances indexed by balances_again
 where player_id = ?
   and currency = ?
