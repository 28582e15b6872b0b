-- What this transaction changed, under the next number; nothing where no cluster was ever configured.
insert into sync.changes
select number + 1, uuid(), {{relation}}, {{account}}, {{stream}}, {{starts}}, {{ends}}, {{since}}, {{run}}, {{whole}}, {{rows}},
       make_timestamp(epoch_us(now()))
  from (select max(number) as number from sync.changes)
 where number is not null
