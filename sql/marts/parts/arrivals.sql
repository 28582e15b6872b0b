-- Every version of one table that was ever believed, with the moment and the run that brought it as its own: what
-- replaced a version came when that one went. First versions, nearly all of them, are not joined.
(select account, {{names}}, window_start, revision, run_id, fetched_at
   from {{table}}
  where revision = 1
  union all
 select later.account, {{later}}, later.window_start, later.revision, later.run_id,
        coalesce(before.replaced_at, later.fetched_at) as fetched_at
   from (
   select account, {{record_key}} as record_key, {{names}}, window_start, fetched_at, revision, run_id
     from {{table}} as t
    where revision > 1
    union all
   select account, record_key, {{from_revision}}, window_start, fetched_at, revision, run_id
     from sync.revisions
    where stream = '{{table}}'
      and reason <> 'superseded') as later
   left join sync.revisions as before
     on before.stream      = '{{table}}'
    and before.reason      = 'replaced'
    and before.account     = later.account
    and before.record_key  = later.record_key
    and before.revision    = later.revision - 1
    and before.replaced_by = later.run_id)
