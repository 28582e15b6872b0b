-- After migrations a cluster is filled anew: what they changed is in no commit's words.
update sync.changes
   set number = (select max(number) + 1 from sync.changes),
       id     = uuid()
 where relation = 'sync.changes'
   and is_whole;
delete from sync.changes
 where relation <> 'sync.changes'
