-- What comes next, in order.
select number, id, relation, account, stream,
       cast(starts as varchar) as starts,
       cast(ends as varchar)   as ends,
       cast(since as varchar)  as since,
       run_id                  as run,
       is_whole,
       rows,
       cast(changed_at as varchar) as changed_at
  from sync.changes
 where number > $after
 order by number
 limit $most
