-- All credits, each of which must be the sum of its entries.
select player_id, currency, balance
  from balances
