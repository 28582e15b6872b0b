-- A month that was brought back is no longer forgotten.
delete from sync.forgotten
 where account  = $account
   and relation = $relation
   and month    = $month
