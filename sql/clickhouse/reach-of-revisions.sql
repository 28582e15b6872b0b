-- From the beginning of the first to the end of the last month in which versions stood that were put away.
select cast(date_trunc('month', min(t.event_at)) as varchar)                     as first,
       cast(date_trunc('month', max(t.event_at)) + interval 1 month as varchar)  as last
  from sync.revisions as t
 where {{where}}
