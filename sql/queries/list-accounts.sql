-- Accounts this store knows, and whether any record of theirs is in it.
select account,
       vendor,
       currency,
       cast(scale as varchar) as scale,
       exists (select 1
                 from sync.windows
                where windows.account = accounts.account
                  and received > 0)
         or exists (select 1
                      from sync.cursors
                     where cursors.account = accounts.account
                       and rows > 0)   as has_data
  from sync.accounts
 order by account
