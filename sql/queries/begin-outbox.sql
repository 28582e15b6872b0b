-- The row that stands for the store: its id names it in the cluster.
insert into sync.changes
select {{number}}, uuid(), 'sync.changes', null, null, null, null, null, uuid(), true, 0, make_timestamp(epoch_us(now()))
 where not exists (from sync.changes)
