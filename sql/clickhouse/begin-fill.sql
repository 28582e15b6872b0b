-- Numbers go on above those that the cluster has; what waited is part of the whole that is sent now.
delete from sync.changes
 where relation <> 'sync.changes';
insert into sync.changes
values ({{number}}, uuid(), 'sync.settings', null, null, null, null, null, null, true, 1, make_timestamp(epoch_us(now())))
