-- Rows of an account that has no currency or is not known: no figure of ggr has them.
with stored as (
  {{accounts}}
)
select stored."table", stored.account, accounts.currency, stored.rows
  from stored
  left join sync.accounts as accounts
    on accounts.account = stored.account
 where accounts.currency is null
    or not regexp_full_match(accounts.currency, '[A-Z][A-Z0-9]{2,9}')
