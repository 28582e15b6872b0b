-- How many credits there are.
select count(*)
  from balances
