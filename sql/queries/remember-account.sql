-- Makes an account known to the views.
insert into sync.accounts
select $account, $vendor, $currency
 where not exists (select 1 from sync.accounts where account = $account)
