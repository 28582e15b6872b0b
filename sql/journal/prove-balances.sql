-- The balances that are not the sum of their entries: there must be none.
select player_id, currency, coalesce(balance, 0) as balance, coalesce(total, 0) as entries_sum
  from (select player_id, currency, sum(amount) as total from entries group by player_id, currency)
  full join balances using (player_id, currency)
 where coalesce(balance, 0) <> coalesce(total, 0)
