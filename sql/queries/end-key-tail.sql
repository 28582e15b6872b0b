-- The tail is in a file now, in the same transaction.
update sync.key_index
   set rows = rows + (select coalesce(sum(grown), 0) from sync.key_tail where relation = {{relation}})
 where relation = {{relation}};
delete from sync.key_tail
 where relation = {{relation}}
