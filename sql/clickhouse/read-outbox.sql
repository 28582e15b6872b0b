-- The store's name in the cluster, and its newest change.
select base.run_id                     as store,
       newest.number                   as number,
       newest.id                       as id,
       cast(newest.changed_at as varchar) as changed_at
  from sync.changes as base, sync.changes as newest
 where base.relation = 'sync.changes'
   and newest.number = (select max(number) from sync.changes)
