-- A player's credit in one currency.
select balance, check_sum
  from balances
 where player_id = ?
   and currency = ?
