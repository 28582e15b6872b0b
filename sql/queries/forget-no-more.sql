-- A table of a month that the cluster has lost is no longer forgotten: its windows are read again.
delete from sync.forgotten
 where account  = $account
   and relation = $relation
   and month    = $month
