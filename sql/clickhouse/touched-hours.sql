-- Hours in which rows of some changes stand, and those in which versions stood that they put away.
select distinct t.account as account, epoch_ms(date_trunc('hour', t.{{clock}})) as hour
  from {{table}} as t
 where {{where}}
 union
select distinct t.account, epoch_ms(date_trunc('hour', t.event_at))
  from sync.revisions as t
 where t.stream = {{stream}}
   and {{revised}}
