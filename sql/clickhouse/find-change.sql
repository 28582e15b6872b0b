-- The change that the cluster names as its newest.
select number
  from sync.changes
 where number = $number
   and id     = cast($id as uuid)
