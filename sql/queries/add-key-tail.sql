-- What a commit brought and took away, in its transaction.
insert into sync.key_tail
select $relation, coalesce(max(number), 0) + 1, cast($id as uuid), $grown, $hashes
  from sync.key_tail
 where relation = $relation
