-- Claims, renews or lets go.
insert into {{rows}}.leases (account, store, node, is_held)
select arrayJoin([{{accounts}}]), {{store}}, {{node}}, {{is_held}}
