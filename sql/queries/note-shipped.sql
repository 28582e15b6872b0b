-- The same of what came behind a number of a table of the wallet.
insert into sync.changes
select number + 1, uuid(), {{relation}}, 'wallet', null, (select min({{event}}) from {{relation_name}} where {{number}} > {{after}}),
       (select max({{event}}) from {{relation_name}} where {{number}} > {{after}}), null, null, true, {{rows}},
       make_timestamp(epoch_us(now()))
  from (select max(number) as number from sync.changes)
 where number is not null
