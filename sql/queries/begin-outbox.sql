-- The row that stands for the store: its run_id names it in the cluster, for ever. Numbers begin above all earlier ones.
update sync.changes
   set number   = greatest(number + 1, {{number}}),
       id       = uuid(),
       is_whole = true
 where not is_whole;
insert into sync.changes
select {{number}}, uuid(), 'sync.changes', null, null, null, null, null, uuid(), true, 0, make_timestamp(epoch_us(now()))
 where not exists (from sync.changes)
