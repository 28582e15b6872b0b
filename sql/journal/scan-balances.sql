-- All credits.
select player_id, currency, balance
  from balances
