-- All credits of a player.
select currency, balance
  from balances
 where player_id = ?
 order by currency
