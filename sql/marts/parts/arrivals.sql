-- Every version of one table that was ever believed, with the moment and the run that brought it as its own: what
-- replaced a version came when that one went, and what was replayed has the time of its read and came by the replay.
-- First versions, nearly all of them, are joined with replays alone, of which there are few.
(select account, {{names}}, window_start, revision, run_id, greatest(fetched_at, replayed_at) as fetched_at
   from {{table}} as t
   left join {{replays}} on replay_id = t.run_id
  where revision = 1
  union all
 select later.account, {{later}}, later.window_start, later.revision, later.run_id,
        coalesce(before.replaced_at, greatest(later.fetched_at, replayed_at)) as fetched_at
   from (
   select account, {{record_key}} as record_key, {{names}}, window_start, fetched_at, revision, run_id
     from {{table}} as t
    where revision > 1
    union all
   select account, record_key, {{from_revision}}, window_start, fetched_at, revision, run_id
     from sync.revisions
    where stream = '{{table}}'
      and reason <> 'superseded') as later
   left join {{replays}} on replay_id = later.run_id
   left join sync.revisions as before
     on before.stream      = '{{table}}'
    and before.reason      = 'replaced'
    and before.account     = later.account
    and before.record_key  = later.record_key
    and before.revision    = later.revision - 1
    and before.replaced_by = later.run_id)
