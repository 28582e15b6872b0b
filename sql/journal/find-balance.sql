-- A player's credit in one currency.
select balance
  from balances
 where player_id = ?
   and currency = ?
