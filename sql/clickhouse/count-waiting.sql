-- What the cluster does not have yet.
select count(*)                             as changes,
       cast(min(changed_at) as varchar)     as since
  from sync.changes
 where number > $after
   and relation <> 'sync.changes'
