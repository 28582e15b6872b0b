-- Accounts whose freshness can be told, in the order in which it is shown.
select account from sync.windows
union
select account from sync.cursors
 order by account
