-- Every version of one table that is believed no more, with the moment and the run that took it away as its own;
-- revision is 0 where it was withdrawn.
(select account, {{from_revision}}, window_start, replaced_at as fetched_at, replaced_by as run_id,
        case reason when 'withdrawn' then 0 else revision end as revision
   from sync.revisions
  where stream = '{{table}}'
    and reason <> 'superseded')
