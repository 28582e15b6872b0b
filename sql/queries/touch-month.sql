-- The hours of a month's rows and versions are touched, so that snapshots and kept sums are made anew.
insert into sync.touched
select (select max(number) + 1 from sync.touched), (select uuid()), relation, hour
  from (
  select {{relation}} as relation, date_trunc('hour', t.{{event}}) as hour
    from {{table}} as t
   where {{of_rows}}
   union
  select 'sync.revisions', date_trunc('hour', t.replaced_at)
    from sync.revisions as t
   where {{of_revisions}})
