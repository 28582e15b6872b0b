-- A change that the cluster names.
select cast(changed_at as varchar) as changed_at
  from sync.changes
 where number = $number
   and id     = cast($id as uuid)
