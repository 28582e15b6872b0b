-- Keeps the rows that an earlier read of this window had and this complete one has not.
insert into sync.revisions
select t.account, {{stream}}, {{record_key}}, t.revision, 'withdrawn', t.{{event}}, t.fetched_at,
       {{now}}, t.window_start, t.run_id, {{run}}, {{row_json}}
  from {{table}} t
 where {{target}}
   and {{gone}}
