-- Freshness of an account's streams, for status.
select *
  from sync.freshness
 where account = $account
 order by stream
