-- Holds a month, or lets go of it.
insert into {{rows}}.forgotten (account, relation, month, store, starts, ends, is_held)
select {{account}}, {{relation}}, {{month}}, {{store}}, toDateTime64({{starts}}, 6, 'UTC'), toDateTime64({{ends}}, 6, 'UTC'), {{is_held}}
