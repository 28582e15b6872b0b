-- Accounts this store knows.
select account, vendor, currency
  from sync.accounts
 order by account
