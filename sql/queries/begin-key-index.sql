-- A table's index begins, or is made anew: whatever there was of it is of no use.
delete from sync.key_tail  where relation = {{relation}};
delete from sync.key_runs  where relation = {{relation}};
delete from sync.key_index where relation = {{relation}};
insert into sync.key_index
select {{relation}}, count(*), {{witness}}
  from {{table}}
