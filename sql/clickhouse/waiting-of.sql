-- Changes of a table between two instants that the cluster does not have yet.
select count(*) as changes
  from sync.changes
 where number > $after
   and relation = $relation
   and (account is null or account = $account)
   and (starts  is null or starts <= cast($ends as timestamp))
   and (ends    is null or ends   >= cast($starts as timestamp))
