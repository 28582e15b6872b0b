-- Each row once, in its newest version. A key stands alive in one partition at most, so none needs to look into another.
create or replace view {{view}} (
  {{declared}}
) as
select {{columns}}
  from {{table}} final
settings do_not_merge_across_partitions_select_final = 1
comment {{comment}}
