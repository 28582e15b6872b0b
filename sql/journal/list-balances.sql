-- All credits of a player.
select currency, balance, check_sum
  from balances
 where player_id = ?
 order by currency
