-- A fill is sent under a number of its own, above all that the cluster has. Where everything is sent, what waited is
-- part of it.
delete from sync.changes
 where relation <> 'sync.changes'
   and {{is_all}};
insert into sync.changes
values ({{number}}, {{id}}, 'sync.settings', null, null, null, null, null, null, true, 1, make_timestamp(epoch_us(now())))
