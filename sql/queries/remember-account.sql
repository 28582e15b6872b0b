-- Makes an account known to the views, or gives one that has no data yet its new terms.
delete from sync.accounts
 where account = $account;
insert into sync.accounts (account, vendor, currency, scale)
values ($account, $vendor, $currency, cast($scale as decimal(18, 4)))
