-- Without a cluster nothing is noted. The row of the store stays: it would be another store to the cluster otherwise.
delete from sync.changes
 where relation <> 'sync.changes';
update sync.changes
   set is_whole = false
