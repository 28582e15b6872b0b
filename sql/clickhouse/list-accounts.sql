-- What this store sends: its accounts, and the wallet once it has entries.
select account
  from sync.accounts
 union all
select 'wallet'
 where exists (from wallet.ledger)
 order by account
