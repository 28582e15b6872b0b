-- Which hours of the table this transaction has touched: where rows came, where versions went, and where rows passed to
-- another window. One number a transaction: a snapshot says up to which one it has them all.
insert into sync.touched
select (select max(number) + 1 from sync.touched), uuid {{mark}}, relation, hour
  from (
  select {{stream}} as relation, date_trunc('hour', s.{{event}}) as hour
    from {{arrived}} s
   where {{came}}
   union
  select {{stream}}, date_trunc('hour', event_at)
    from sync.revisions
   where {{revised}}
     and replaced_at = {{now}}
     and replaced_by = {{run}}
     and stream      = {{stream}}
   union
  select 'sync.revisions', date_trunc('hour', replaced_at)
    from sync.revisions
   where {{revised}}
     and replaced_at in ({{now}}, {{fetched}})
     and replaced_by = {{run}}
   union
  select {{stream}}, date_trunc('hour', t.{{event}})
    from {{table}} t
    join {{staged}} s on {{same_key}}
   where {{adopted}}
     and {{target}})
