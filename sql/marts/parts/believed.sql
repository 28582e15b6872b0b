-- The rows of one table as they were believed at an instant: those that were asked for by then, but where a version
-- that was replaced or withdrawn only later stood in their place. What was replayed has the time of its read, and was
-- believed from the replay on. A superseded one was never believed.
(with stood as (
  select account, record_key, {{from_revision}}, window_start, fetched_at, revision, run_id
    from sync.revisions as r
    left join {{replays}} on replay_id = r.run_id
   where stream = '{{table}}'
     and reason <> 'superseded'
     and greatest(fetched_at, replayed_at) <= cast(instant as timestamp)
     and replaced_at >  cast(instant as timestamp)
 qualify row_number() over (partition by account, record_key order by replaced_at) = 1
)
select account, {{names}}, window_start, fetched_at, revision, run_id
  from {{table}} as t
  left join {{replays}} on replay_id = t.run_id
 where fetched_at <= cast(instant as timestamp)
   and (replayed_at is null or replayed_at <= cast(instant as timestamp))
   and not exists (
       select 1 from stood
        where stood.account    = t.account
          and stood.record_key = {{record_key}})
 union all
select account, {{names}}, window_start, fetched_at, revision, run_id
  from stood)
