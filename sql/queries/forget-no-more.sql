-- A table of a month is no longer forgotten: it was brought back, or the cluster has lost it and its windows are read again.
delete from sync.forgotten
 where account  = $account
   and relation = $relation
   and month    = $month
